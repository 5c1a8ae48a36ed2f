import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { MatrixError } from '../../src/errors.ts';
import { planDigest } from '../../src/model/plan-digest.ts';
import { movePlan } from '../../src/plan/pin-plan.ts';
import { planText } from './plan-text.ts';

function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'matrix-mounted-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

async function planned(folder: string, image: string, mount = true) {
  const text = `name: m\naxes: { one: [1] }\nimage: ${image}\ntest: { command: "true" }\n`;
  const { plan } = await planText(text, folder, { mount });
  return plan;
}

async function keyAndDigest(folder: string, image: string) {
  const { cells, images } = await planned(folder, image);
  return [images[0]?.key, cells[0]?.test.source?.digest];
}

const dockerfile = 'FROM node\nCOPY package.json .\nRUN npm ci\nCOPY . .\nRUN npm run build\n';

test.each([
  ['a Dockerfile', '{ dockerfile: Dockerfile }'],
  ['none', '{ from: node, setup: [npm ci] }'],
])('with %s the image is another one for other files and manifests, not for other contents', async (_name, image) => {
  const folder = project({ Dockerfile: dockerfile, 'package.json': '{}', 'src/a.js': 'one' });
  const first = await keyAndDigest(folder, image);
  expect(first[0]).toMatch(/^m:mounted-[0-9a-f]{16}$/);

  writeFileSync(join(folder, 'src/a.js'), 'two');
  const edited = await keyAndDigest(folder, image);
  expect(edited[0]).toBe(first[0]);
  expect(edited[1]).not.toBe(first[1]);

  const keys = new Set([edited[0]]);
  const change = async (work: () => void) => {
    work();
    keys.add((await keyAndDigest(folder, image))[0]);
  };
  await change(() => writeFileSync(join(folder, 'package.json'), '{ "dependencies": {} }'));
  await change(() => writeFileSync(join(folder, 'src/b.js'), ''));
  await change(() => chmodSync(join(folder, 'src/b.js'), 0o755));
  await change(() => rmSync(join(folder, 'src/a.js')));
  expect(keys.size).toBe(5);
});

test('the plan says where the source goes and what is not done again, and moves with the project', async () => {
  const folder = project({ Dockerfile: dockerfile, '.dockerignore': 'dist', 'package.json': '{}' });
  const plan = await planned(folder, '{ dockerfile: Dockerfile }');
  expect(plan.source).toBe('mounted');
  const source = plan.cells[0]?.test.source;
  expect(source).toEqual({
    context: folder,
    ignore: ['dist'],
    to: '.',
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    notRepeated: ['RUN npm run build'],
  });
  const moved = movePlan(plan, folder, '/elsewhere');
  expect(moved.cells[0]?.test.source).toEqual({ ...source, context: '/elsewhere' });
  expect(planDigest(moved)).toBe(planDigest(plan));
  const plain = await planned(folder, '{ dockerfile: Dockerfile }', false);
  expect([plain.source, plain.cells[0]?.test.source]).toEqual([undefined, undefined]);
  expect(planDigest(plain)).not.toBe(planDigest(plan));
});

test('an image whose Dockerfile does not copy the source as a whole is refused, at its place', async () => {
  const folder = project({ Dockerfile: 'FROM node\nCOPY src src\n', 'src/a.js': '' });
  const refused = await planned(folder, '{ dockerfile: Dockerfile }').catch((error: unknown) => error);
  expect(refused instanceof MatrixError && refused.diagnostics).toMatchObject([
    {
      message: '--mount cannot tell where the source is in the image: its Dockerfile has no step such as COPY . .',
      hint: 'run it without --mount',
      place: { line: 3 },
    },
  ]);
});
