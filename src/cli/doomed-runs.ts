import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunId } from '../model/run-id.ts';
import { listRuns } from '../record/list-runs.ts';
import { formatBytes } from '../report/bytes.ts';
import type { Doom } from './doomed.ts';

/** The records below a project's folder but for the newest so many, and those of runs that go on. */
export async function doomedRuns(root: string | undefined, keep: number, alive: ReadonlySet<RunId>): Promise<Doom> {
  const runs = root === undefined ? [] : await listRuns(root);
  const old = runs.slice(keep);
  const free = old.filter(({ run }) => !alive.has(run)).toReversed();
  const sizes = await Promise.all(free.map(({ folder }) => sizeOf(folder)));
  const spared = old.length - free.length;
  const newest = Math.min(keep, runs.length);
  return {
    doomed: free.map(({ run, folder }, index) => ({
      what: `record ${run}`,
      why: formatBytes(sizes[index] ?? 0),
      remove: () => rm(folder, { recursive: true, force: true }),
    })),
    spared: [
      newest === 0 ? '' : newest === 1 ? 'the newest record' : `the newest ${newest} records`,
      spared === 0 ? '' : `${spared} of runs that go on`,
    ].filter((part) => part !== ''),
    ...(free.length === 0 ? {} : { freed: `${formatBytes(sizes.reduce((sum, size) => sum + size, 0))} of records` }),
  };
}

/** What its files take together; what goes meanwhile takes nothing. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  let sum = 0;
  for (const entry of entries)
    if (entry.isFile()) sum += (await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size;
  return sum;
}
