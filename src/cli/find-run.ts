// Which recorded run is meant.

import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { MatrixError } from '../errors.ts';
import { listRuns } from '../record/list-runs.ts';
import { matrixFolder, planFile, runFolder } from '../record/paths.ts';

/**
 * The folder of a run: a path, wherever it was copied to, or the id of one of this project's; without either the
 * newest. Throws a MatrixError (`usage`) where there is none.
 */
export async function findRun(argument: string | undefined, cwd: string): Promise<string> {
  const root = recordedRoot(cwd);
  const folders = argument === undefined ? [] : [resolve(cwd, argument), ...(root ? [runFolder(root, argument)] : [])];
  const named = folders.find((folder) => existsSync(join(folder, planFile)));
  if (named !== undefined) return named;
  const runs = root === undefined ? [] : await listRuns(root);
  const [newest] = runs;
  if (argument === undefined && newest) return newest.folder;
  const hint = newest ? `the newest is ${newest.run}, of ${runs.length}` : 'matrix run makes one';
  throw new MatrixError(
    'usage',
    argument === undefined ? `No run is recorded in ${cwd} or above it` : `There is no recorded run "${argument}"`,
    { hint },
  );
}

/** The nearest folder, here or above, that has runs. */
function recordedRoot(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(matrixFolder(folder))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
