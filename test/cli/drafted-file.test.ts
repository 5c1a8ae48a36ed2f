import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { draftedFile } from '../../src/cli/drafted-file.ts';
import type { ProjectFiles } from '../../src/init/project-files.ts';

function project(files: Readonly<Record<string, string>>): ProjectFiles {
  return {
    read: (path) => files[path],
    list: (folder) =>
      Object.keys(files)
        .filter((path) => (folder === '.' ? !path.includes('/') : path.startsWith(`${folder}/`)))
        .map((path) => path.slice(folder === '.' ? 0 : folder.length + 1)),
  };
}

const manifest = { 'package.json': '{ "engines": { "node": ">=24" }, "scripts": { "test": "true" } }' };

/** Two rows that are the same here, since they differ in what containers have not. */
const twice = `
on: push
jobs:
  test:
    strategy: { matrix: { include: [{ node: 24, a: 1 }, { node: 24, a: 1, os: ubuntu-22.04 }, { node: 24, a: "1" }] } }
    steps: [{ run: npm test }]
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matrix-drafted-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a workflow that is taken over is part of the file', async () => {
  const { plan, notes } = await draftedFile(project({ ...manifest, '.github/workflows/ci.yml': twice }), folder, {});
  expect(plan.cells.map(({ id }) => id)).toEqual(['node=24,a=1']);
  expect(notes).toEqual(['include: job test of .github/workflows/ci.yml']);
});

test('one that makes a file that cannot be planned is left out, and that is told', async () => {
  const wrong = twice.replace('    steps', '    services: { db: { image: no such reference } }\n    steps');
  const { plan, notes } = await draftedFile(project({ ...manifest, '.github/workflows/ci.yml': wrong }), folder, {});
  expect(plan.cells.map(({ id }) => id)).toEqual(['node=24', 'node=26']);
  expect(notes[0]).toMatch(/^the matrix of the workflow could not be taken over: /);
});
