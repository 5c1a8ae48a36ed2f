import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunId } from '../model/run-id.ts';
import { eventsFile, planFile, runFolder, runsFolder } from './paths.ts';

type ListedRun = { readonly run: RunId; readonly folder: string };

/** The runs that are recorded below the project's folder `root`, newest first; none where nothing ever ran. */
export async function listRuns(root: string): Promise<readonly ListedRun[]> {
  const names = await readdir(runsFolder(root)).catch(() => []);
  const runs = names.map((run) => ({ run, folder: runFolder(root, run) }));
  const readable = await Promise.all(runs.map(({ folder }) => exists(join(folder, eventsFile))));
  const seconds = Map.groupBy(
    runs.filter((_, index) => readable[index]),
    ({ run }) => secondOf(run),
  );
  const latestFirst = [...seconds].toSorted(([a], [b]) => (a < b ? 1 : -1));
  return (await Promise.all(latestFirst.map(([, ofOne]) => newestFirst(ofOne)))).flat();
}

/** A run's id tells the second in which it began, `20261124-104700`. */
function secondOf(run: RunId): string {
  return run.slice(0, 15);
}

/** Which of one second was first is told by its plan, which nothing writes again. */
async function newestFirst(runs: readonly ListedRun[]): Promise<readonly ListedRun[]> {
  if (runs.length < 2) return runs;
  const begun = await Promise.all(runs.map(({ folder }) => writtenAt(join(folder, planFile))));
  return runs
    .map((run, index) => ({ run, at: begun[index] ?? 0 }))
    .toSorted((a, b) => b.at - a.at || (a.run.run < b.run.run ? 1 : -1))
    .map(({ run }) => run);
}

function writtenAt(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
