// What of a plan a change affects, and the part of it that a round runs.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { cellPrints } from '../../src/watch/cell-prints.ts';
import { roundPlan } from '../../src/watch/round-plan.ts';
import { watchedFiles } from '../../src/watch/watched-files.ts';
import { planText } from '../plan/plan-text.ts';

const text = `
name: two
axes: { part: [one, two] }
image: { context: "\${{ matrix.part }}", dockerfile: ../app.dockerfile }
services:
  db: { image: "postgres:\${{ matrix.part }}", files: [{ from: "sql/\${{ matrix.part }}.sql", to: /a.sql }] }
test: { command: "true" }
`;

function project(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'matrix-rounds-')));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ['one', 'two', 'sql']) mkdirSync(join(folder, name));
  for (const name of ['one/a', 'two/a', 'sql/one.sql', 'sql/two.sql']) writeFileSync(join(folder, name), name);
  writeFileSync(join(folder, 'one/.dockerignore'), '*.log');
  writeFileSync(join(folder, 'app.dockerfile'), 'FROM scratch\nCOPY . .\n');
  return folder;
}

async function planned(folder: string, mount = false) {
  return planText(text, folder, { mount });
}

async function prints(folder: string, mount = false, of = text) {
  return cellPrints((await planned(folder, mount)).plan, of);
}

test.each([false, true])(
  'a cell has another print exactly where something of it changes; mounted: %s',
  async (mount) => {
    const folder = project();
    let before = await prints(folder, mount);
    const changedBy = async (name: string, content: string) => {
      writeFileSync(join(folder, name), content);
      const after = await prints(folder, mount);
      const changed = [...after].filter(([id, print]) => before.get(id) !== print).map(([id]) => id);
      before = after;
      return changed;
    };
    expect(await changedBy('one/a', 'other')).toEqual(['part=one']);
    expect(await changedBy('one/a', 'other')).toEqual([]);
    expect(await changedBy('one/some.log', 'other')).toEqual([]);
    expect(await changedBy('two/new', 'other')).toEqual(['part=two']);
    expect(await changedBy('sql/two.sql', 'other')).toEqual(['part=two']);
    expect(await changedBy('app.dockerfile', 'FROM scratch\nCOPY . /\n')).toEqual(['part=one', 'part=two']);
  },
);

test('another text of the matrix file is another print of every cell', async () => {
  const folder = project();
  const [before, after] = [await prints(folder), await prints(folder, false, `${text}# a word more`)];
  expect([...after].filter(([id, print]) => before.get(id) === print)).toEqual([]);
});

test('the part of a round has its cells, their images and their positions; the others are skipped', async () => {
  const { plan } = await planned(project());
  const part = roundPlan(plan, new Set(['part=two']));
  expect(roundPlan(plan, new Set(['part=one', 'part=two']))).toBe(plan);
  const [, second] = plan.cells;
  expect(part.cells).toEqual([second]);
  expect(part.images.map(({ key }) => key)).toEqual([second?.image, 'postgres:two']);
  expect(part.skipped).toEqual([{ id: 'part=one', values: { part: 'one' }, reason: 'not affected by what changed' }]);
  expect(part.cover).toEqual({ strength: 'all', tuples: 2, covered: 1, product: 2 });
});

test('what is watched: the contexts, what services are given, and what else the plan was made of', async () => {
  const folder = project();
  const { plan, reads } = await planned(folder);
  const watched = watchedFiles(plan, reads);
  const shown = (paths: readonly string[]) => paths.map((path) => path.slice(folder.length + 1)).toSorted();
  expect(shown(watched.folders.map((one) => one.folder))).toEqual(['one', 'sql/one.sql', 'sql/two.sql', 'two']);
  expect(shown(watched.files)).toEqual([
    'app.dockerfile',
    'app.dockerfile.dockerignore',
    'one/.dockerignore',
    'sql/one.sql',
    'sql/two.sql',
    'two/.dockerignore',
  ]);
  expect(watchedFiles(plan, reads).key).toBe(watched.key);
  const part: Plan = roundPlan(plan, new Set(['part=one']));
  expect(watchedFiles(part, reads).key).not.toBe(watched.key);
});

test('contexts with the same in them have one image, and are watched both', async () => {
  const folder = project();
  writeFileSync(join(folder, 'two/a'), 'one/a');
  writeFileSync(join(folder, 'two/.dockerignore'), '*.log');
  const { plan, reads } = await planned(folder);
  expect(plan.images.filter(({ kind }) => kind === 'build')).toHaveLength(1);
  const { folders } = watchedFiles(plan, reads);
  expect(folders.slice(0, 2).map((one) => one.folder)).toEqual([join(folder, 'one'), join(folder, 'two')]);
});
