import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findRun, findRuns, findRunWith } from '../../src/cli/find-run.ts';

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'matrix-find-')));
  const runs = ['.matrix/runs/a', '.matrix/runs/b', 'reports/shard-1/c', 'reports/shard-2/.matrix/runs/d', 'copied'];
  for (const run of [...runs, 'reports/node_modules/e', 'empty']) {
    await mkdir(join(folder, run, 'cells'), { recursive: true });
    if (run !== 'empty') await writeFile(join(folder, run, 'plan.json'), '{}');
  }
});

afterEach(() => rm(folder, { recursive: true }));

async function found(...named: readonly string[]): Promise<readonly string[]> {
  return (await findRuns(named, folder)).map((run) => relative(folder, run));
}

test('runs by their folders and ids, each once', async () => {
  expect(await found('b', 'copied', '.matrix/runs/a', '.matrix/runs/b')).toEqual([
    '.matrix/runs/b',
    'copied',
    '.matrix/runs/a',
  ]);
});

test('all below a folder, as downloads of artifacts lie there', async () => {
  expect(await found('reports')).toEqual(['reports/shard-1/c', 'reports/shard-2/.matrix/runs/d']);
  expect(await found('reports/shard-1', 'a')).toEqual(['reports/shard-1/c', '.matrix/runs/a']);
});

test('what holds none is told', async () => {
  await expect(found('reports', 'empty')).rejects.toThrow('There is no recorded run "empty"');
});

test('where none is named, the newest run that has the cell', async () => {
  const plan = (...nodes: readonly string[]) =>
    JSON.stringify({ cells: nodes.map((node, index) => ({ id: `node=${node}`, index, values: { node } })) });
  for (const [run, text] of [
    ['a', plan('13', '15')],
    ['b', plan('20')],
    ['c', '{'],
  ] as const) {
    await mkdir(join(folder, '.matrix/runs', run), { recursive: true });
    await writeFile(join(folder, '.matrix/runs', run, 'plan.json'), text);
    await writeFile(join(folder, '.matrix/runs', run, 'events.ndjson'), '');
  }
  const of = async (selector: string | undefined, named?: string) =>
    relative(folder, await findRunWith(selector, named, folder));
  expect(await of('node=13')).toBe('.matrix/runs/a');
  expect(await of('node>=15')).toBe('.matrix/runs/b');
  expect(await of('node<20')).toBe('.matrix/runs/a');
  expect(await of('node=13', 'b')).toBe('.matrix/runs/b');
  expect(await of('node=99')).toBe('.matrix/runs/c');
  expect(await of(undefined)).toBe('.matrix/runs/c');
  // One cell that was run again is not what the matrix came to.
  const again = '{"type":"run-started","purpose":"bisect"}\n{"type":"cell-phase"}\n';
  await writeFile(join(folder, '.matrix/runs/c/events.ndjson'), again);
  expect(await of(undefined)).toBe('.matrix/runs/b');
  expect(await of(undefined, 'c')).toBe('.matrix/runs/c');
});

test('one run by its run.json, or by a folder that has no other below it', async () => {
  const one = async (named: string) => relative(folder, await findRun(named, folder));
  await writeFile(join(folder, 'copied/run.json'), '{}');
  expect(await one('copied/run.json')).toBe('copied');
  expect(await one('reports/shard-2')).toBe('reports/shard-2/.matrix/runs/d');
  await expect(one('reports')).rejects.toMatchObject({
    message: 'There are 2 runs below reports, and one is wanted',
    hint: 'such as reports/shard-1/c',
  });
  await expect(one('empty')).rejects.toThrow('There is no recorded run "empty"');
});
