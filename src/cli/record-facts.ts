import { existsSync } from 'node:fs';
import { diskAt, isWritable } from '../docker/examine-engine.ts';
import { matrixFolder } from '../record/paths.ts';
import type { RecordFacts } from '../upkeep/facts.ts';

/** Where records go, or the folder that theirs would be made in, where it is not there yet. */
export async function recordFacts(root: string): Promise<RecordFacts> {
  const matrix = matrixFolder(root);
  const folder = existsSync(matrix) ? matrix : root;
  const [disk, writable] = await Promise.all([
    diskAt(folder).catch(() => ({ unknown: `${folder} cannot be looked at` })),
    isWritable(folder),
  ]);
  return { folder, disk, isWritable: writable };
}
