import { expect, test } from 'vitest';
import { project } from '../engine/project.ts';
import { planText } from './plan-text.ts';

const text = 'axes: { node: [20] }\nimage: { from: node:20 }\ntest: { command: "true" }\n';

async function imageOf(baseDir: string) {
  const { plan } = await planText(text, baseDir);
  const [image] = plan.images;
  if (image?.kind !== 'build') throw new Error('no image');
  return image;
}

test('a matrix file that is part of the source makes another image, and leaves the digest of the code as it was', async () => {
  const { folder, write } = project({ 'matrix.yml': text, 'a.js': 'one' });
  const before = await imageOf(folder);
  write('matrix.yml', `${text}# another comment\n`);
  const after = await imageOf(folder);
  expect(after.key).not.toBe(before.key);
  expect(after.code).toMatch(/^[0-9a-f]{64}$/);
  expect(after.code).toBe(before.code);
  write('a.js', 'two');
  expect((await imageOf(folder)).code).not.toBe(before.code);
});

test('one that is left out of it has no digest beside that of the files', async () => {
  const { folder } = project({ 'matrix.yml': text, '.dockerignore': 'matrix.yml\n' });
  expect((await imageOf(folder)).code).toBeUndefined();
});
