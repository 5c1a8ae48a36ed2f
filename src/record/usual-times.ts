import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CellId } from '../model/cell.ts';
import { verdictOf } from '../model/outcome.ts';
import { listRuns } from './list-runs.ts';
import { runFile } from './paths.ts';
import type { RunJson } from './run-json.ts';

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
    const run = await readRun(join(folder, runFile));
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

async function readRun(file: string): Promise<RunJson | undefined> {
  try {
    const run = JSON.parse(await readFile(file, 'utf8')) as Partial<RunJson>;
    return run.schemaVersion === 1 && Array.isArray(run.cells) ? (run as RunJson) : undefined;
  } catch {
    return undefined;
  }
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
