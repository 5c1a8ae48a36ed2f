import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { usualTimes } from '../../src/record/usual-times.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'matrix-usual-'));
});

afterEach(() => rm(root, { recursive: true }));

async function recorded(run: string, json: string): Promise<void> {
  const folder = join(root, '.matrix', 'runs', run);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'events.ndjson'), '');
  await writeFile(join(folder, 'run.json'), json);
}

const runOf = (name: string, cells: readonly (readonly [id: string, outcome: string, durationMs: number])[]) =>
  JSON.stringify({
    schemaVersion: 1,
    name,
    cells: cells.map(([id, outcome, durationMs]) => ({ id, outcome, durationMs })),
  });

test('the median of the last three runs in which a cell passed', async () => {
  await recorded('20260101-000000-0000', runOf('api', [['a', 'passed', 9_000]]));
  await recorded(
    '20260102-000000-0000',
    runOf('api', [
      ['a', 'passed', 100],
      ['b', 'failed', 5],
    ]),
  );
  await recorded('20260103-000000-0000', runOf('other', [['a', 'passed', 7]]));
  await recorded('20260104-000000-0000', runOf('api', [['a', 'flaky', 300]]));
  await recorded('20260105-000000-0000', '{ torn');
  await recorded(
    '20260106-000000-0000',
    runOf('api', [
      ['a', 'passed', 200],
      ['c', 'passed', 1],
    ]),
  );
  expect(await usualTimes(root, 'api')).toEqual(
    new Map([
      ['a', 200],
      ['c', 1],
    ]),
  );
});

test('nothing where nothing ever ran', async () => {
  expect(await usualTimes(root, 'api')).toEqual(new Map());
});
