import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectPlaces } from '../../src/action/project-places.ts';
import { planText } from '../plan/plan-text.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'matrix-places-'));
  await mkdir(join(root, 'api/src'), { recursive: true });
  await mkdir(join(root, 'api/hidden'));
  await writeFile(join(root, 'api/src/words.js'), '');
  await writeFile(join(root, 'api/hidden/secret.js'), '');
  await writeFile(join(root, 'api/.dockerignore'), 'hidden\n');
  await writeFile(join(root, 'api/Dockerfile'), 'FROM node\nWORKDIR /srv/words\nCOPY . .\n');
});
afterAll(() => rm(root, { recursive: true }));

async function placeOf(image: string, line: string, from: string) {
  const { plan } = await planText(`axes: { node: [20] }\nimage: ${image}\ntest: { command: "true" }\n`, root);
  const [cell] = plan.cells;
  return cell && (await projectPlaces(plan, from))(cell, [line]);
}

const words = { file: 'api/src/words.js', line: 3, column: 5 };

test('of a Dockerfile, by its own folder', async () => {
  expect(await placeOf('{ context: api }', 'at x (/srv/words/src/words.js:3:5)', root)).toEqual(words);
});

test('of a generated one', async () => {
  expect(await placeOf('{ from: node, context: api }', 'at x (/app/src/words.js:3:5)', root)).toEqual(words);
});

test('nothing that is not in the image', async () => {
  expect(await placeOf('{ context: api }', 'at x (/srv/words/hidden/secret.js:3:5)', root)).toBeUndefined();
});

test('nothing outside the repository', async () => {
  const line = 'at x (/srv/words/src/words.js:3:5)';
  expect(await placeOf('{ context: api }', line, join(root, 'other'))).toBeUndefined();
});
