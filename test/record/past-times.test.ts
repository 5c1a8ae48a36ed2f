import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pastTimes } from '../../src/record/past-times.ts';
import { emptyFolder } from './folder.ts';

const json = JSON.stringify({
  schemaVersion: 1,
  cells: [
    { id: 'a', outcome: 'passed', durationMs: 100 },
    { id: 'b', outcome: 'failed', durationMs: 200 },
    { id: 'c', outcome: 'not-built', durationMs: 0 },
    { id: 'd', outcome: 'engine-error', durationMs: 300 },
    { id: 'e', outcome: 'cancelled', durationMs: 400 },
    { id: 'f', durationMs: 0 },
  ],
  images: [
    { kind: 'build', cached: false, durationMs: 9_000 },
    { kind: 'build', cached: false, durationMs: 7_000 },
    { kind: 'build', cached: false, durationMs: 8_000 },
    { kind: 'build', cached: true },
    { kind: 'pull', cached: false, durationMs: 1 },
  ],
});

test('of the cells whose suite was heard, and of the images that were built', async () => {
  const folder = await emptyFolder();
  await writeFile(join(folder, 'run.json'), json);
  const times = {
    cells: new Map([
      ['a', 100],
      ['b', 200],
    ]),
    imageMs: 8_000,
  };
  expect(await pastTimes(folder)).toEqual(times);
  expect(await pastTimes(join(folder, 'run.json'))).toEqual(times);
});

test('what is no record of a run is told', async () => {
  const folder = await emptyFolder();
  await writeFile(join(folder, 'other.json'), '{}');
  for (const path of [folder, join(folder, 'other.json'), join(folder, 'none')])
    await expect(pastTimes(path)).rejects.toThrow(`--times ${path} is no record of a run`);
});
