import { join } from 'node:path';
import type { CellId } from '../model/cell.ts';
import { median } from '../model/median.ts';
import { verdictOf } from '../model/outcome.ts';
import { listRuns } from './list-runs.ts';
import { runFile } from './paths.ts';
import { readRunJson } from './read-run-json.ts';

/** So many runs tell what is usual: few enough to be read at once, and to follow a suite that becomes slower. */
const mostRuns = 3;

/**
 * How long the cells of the matrix of this name usually take, in milliseconds: the median of the last runs in which
 * they passed. Cells that never did are missing. A record that cannot be read tells nothing, and is no trouble.
 */
export async function usualTimes(root: string, name: string): Promise<ReadonlyMap<CellId, number>> {
  const times = new Map<CellId, number[]>();
  let runs = 0;
  for (const { folder } of await listRuns(root)) {
    const run = await readRunJson(join(folder, runFile));
    if (run?.name !== name) continue;
    for (const { id, outcome, durationMs } of run.cells) {
      if (outcome !== undefined && verdictOf(outcome) === 'green')
        times.set(id, [...(times.get(id) ?? []), durationMs]);
    }
    runs++;
    if (runs === mostRuns) break;
  }
  return new Map([...times].map(([id, all]) => [id, median(all)]));
}
