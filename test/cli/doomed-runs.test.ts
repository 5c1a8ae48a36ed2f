import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { doomedRuns } from '../../src/cli/doomed-runs.ts';
import { project } from '../engine/project.ts';

const runs = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`.matrix/runs/2026010${index}-a/events.ndjson`, 'x'.repeat(100)]),
  );

test('the newest stay, what goes on stays, and what is of no run stays', async () => {
  const { folder } = project({ ...runs(5), '.matrix/runs/notes/mine.txt': 'mine' });
  const doom = await doomedRuns(folder, 2, new Set(['20260101-a', '20260104-a']));
  expect(doom.doomed.map(({ what, why }) => `${what} (${why})`)).toEqual([
    'record 20260100-a (100 B)',
    'record 20260102-a (100 B)',
  ]);
  expect(doom.spared).toEqual(['the newest 2 records', '1 of runs that go on']);
  expect(doom.freed).toBe('200 B of records');
  await doom.doomed[0]?.remove();
  expect(existsSync(join(folder, '.matrix/runs/20260100-a'))).toBe(false);
  expect(existsSync(join(folder, '.matrix/runs/20260101-a'))).toBe(true);
});

test('all of them, and none', async () => {
  const { folder } = project(runs(1));
  expect((await doomedRuns(folder, 0, new Set())).doomed.length).toBe(1);
  expect(await doomedRuns(folder, 3, new Set())).toEqual({ doomed: [], spared: ['the newest record'] });
  expect(await doomedRuns(undefined, 0, new Set())).toEqual({ doomed: [], spared: [] });
});
