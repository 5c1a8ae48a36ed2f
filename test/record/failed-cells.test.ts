import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Outcome } from '../../src/model/outcome.ts';
import { failedCells, unheardLine } from '../../src/record/failed-cells.ts';
import { runJson } from '../../src/record/run-json.ts';
import { samplePlan } from '../report/samples/plans.ts';
import { sampleRun, summaryOf } from '../report/samples/runs.ts';

const failed: Outcome = { kind: 'failed', exitCode: 1 };

/** A project's folder in which runs of those names ended so, the first being the oldest. */
async function projectWith(...runs: readonly (readonly [name: string, ends: Readonly<Record<string, Outcome>>])[]) {
  const root = await mkdtemp(join(tmpdir(), 'matrix-failed-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [at, [name, ends]] of runs.entries()) {
    const plan = samplePlan({ node: ['13', '15', '20', '22'] }, { name, allow: (id) => id === 'node=22' });
    const summary = summaryOf(
      plan,
      sampleRun(plan, ({ id }) => (ends[id] ? { outcome: ends[id] } : undefined)),
    );
    const folder = join(root, '.matrix/runs', `r${at}`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'events.ndjson'), '');
    await writeFile(join(folder, 'run.json'), JSON.stringify({ ...runJson(summary), run: `r${at}` }));
  }
  return root;
}

test('the red cells of the last run of that matrix, without those that may fail', async () => {
  const root = await projectWith(
    ['app', { 'node=13': failed }],
    ['app', { 'node=15': failed, 'node=20': { kind: 'timed-out', afterMs: 5 }, 'node=22': failed }],
    ['other', { 'node=13': failed }],
  );
  expect(await failedCells(root, 'app')).toEqual({ run: 'r1', ids: new Set(['node=15', 'node=20']), unheard: [] });
  expect(await failedCells(root, 'app', join(root, '.matrix/runs/r0'))).toEqual({
    run: 'r0',
    ids: new Set(['node=13']),
    unheard: [],
  });
});

test('one cell that was run again is not what the matrix came to', async () => {
  const root = await projectWith(['app', { 'node=13': failed }], ['app', {}]);
  const file = join(root, '.matrix/runs/r1/run.json');
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), purpose: 'repro' }));
  expect(await failedCells(root, 'app')).toMatchObject({ run: 'r0', ids: new Set(['node=13']) });
});

test('nothing failed, or nothing ever ran', async () => {
  const root = await projectWith(['app', {}], ['half', { 'node=13': { kind: 'not-built', image: 'x' } }]);
  await expect(failedCells(root, 'app')).rejects.toMatchObject({
    code: 'empty-selection',
    message: 'No suite failed in the run r0',
    hint: 'all is green',
  });
  await expect(failedCells(root, 'half')).rejects.toMatchObject({
    message: 'No suite failed in the run r1',
    hint: "1 of its 4 cells came to no result: matrix run --only 'node=13'",
  });
  await expect(failedCells(root, 'none')).rejects.toMatchObject({
    code: 'usage',
    message: 'No run of none is recorded',
    hint: 'matrix run without --failed makes a record',
  });
});

test('red cells that are allowed to be are none to run again', async () => {
  const root = await projectWith(['app', { 'node=22': failed }]);
  await expect(failedCells(root, 'app')).rejects.toMatchObject({ hint: 'the cells that are red are allowed to be' });
});

test('what was cancelled or not heard beside red cells is told, with the command that runs it', async () => {
  const cancelled: Outcome = { kind: 'cancelled', reason: 'fail-fast' };
  const root = await projectWith(
    [
      'app',
      { 'node=13': failed, 'node=15': cancelled, 'node=20': { kind: 'not-built', image: 'x' }, 'node=22': cancelled },
    ],
    ['one', { 'node=13': failed, 'node=15': cancelled }],
    ['none', { 'node=13': failed }],
  );
  const line = async (name: string, file?: string) => unheardLine(await failedCells(root, name), file);
  expect(await line('app')).toBe(
    "Without 3 cells of the run r0 that came to no result (2 cancelled, 1 not built): matrix run --only 'node=15' --only 'node=20' --only 'node=22' runs them",
  );
  expect(await line('one', 'other.yml')).toBe(
    "Without 1 cell of the run r1 that came to no result (1 cancelled): matrix run other.yml --only 'node=15' runs it",
  );
  expect(await line('none')).toBeUndefined();
  const unheard = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }));
  expect(unheardLine({ run: 'r', ids: new Set(), unheard })).toBe(
    'Without 5 cells of the run r that came to no result (5 not run): matrix run runs them',
  );
});
