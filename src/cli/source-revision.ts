import type { SourceRevision } from '../model/event.ts';
import { git } from './git.ts';

/** The commit that the folder is at, and whether there is more than it in the folder; undefined where git knows none. */
export async function sourceRevision(folder: string): Promise<SourceRevision | undefined> {
  try {
    const [revision, changes] = await Promise.all([
      git(folder, 'rev-parse', 'HEAD'),
      git(folder, 'status', '--porcelain'),
    ]);
    return { revision: revision.trim(), isDirty: changes !== '' };
  } catch {
    return undefined;
  }
}
