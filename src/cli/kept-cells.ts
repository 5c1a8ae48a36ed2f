// The cells that runs of this project have left standing, for somebody to look at.

import type { Connection } from '../docker/connect.ts';
import { findCellNetworks, type KeptCell } from '../docker/leftovers.ts';
import { runFolder } from '../record/paths.ts';
import { readRecord } from '../record/read-record.ts';
import { ownerState } from './owner.ts';

/** Those that stand, newest run first: what a killed run left is not meant. Rejects with EngineFailure. */
export async function keptCells({ docker }: Connection, root: string): Promise<readonly KeptCell[]> {
  const standing = (await findCellNetworks(docker)).filter(({ owner }) => ownerState(owner) === 'dead');
  const kept: KeptCell[] = [];
  for (const one of standing) {
    const record = await readRecord(runFolder(root, one.owner.run)).catch(() => undefined);
    if (record?.summary.kept.includes(one.cell)) kept.push(one);
  }
  return kept;
}
