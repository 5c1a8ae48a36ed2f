import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunId } from '../model/run-id.ts';
import { eventsFile, runFolder, runsFolder } from './paths.ts';

/** The runs that are recorded below the project's folder `root`, newest first; none where nothing ever ran. */
export async function listRuns(root: string): Promise<readonly { readonly run: RunId; readonly folder: string }[]> {
  const names = await readdir(runsFolder(root)).catch(() => []);
  const runs = names.map((run) => ({ run, folder: runFolder(root, run) }));
  const readable = await Promise.all(runs.map(({ folder }) => exists(join(folder, eventsFile))));
  return runs.filter((_, index) => readable[index]).sort((a, b) => (a.run < b.run ? 1 : -1));
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
