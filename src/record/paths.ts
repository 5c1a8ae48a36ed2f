// Where everything stands in the folder of a run (product.md §7). Paths within it use `/` on every system.

import { join } from 'node:path';
import type { CellId } from '../model/cell.ts';
import type { CollectedKind, OutputSource } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import type { RunId } from '../model/run-id.ts';
import { safeFileName } from './safe-file-name.ts';

export const planFile = 'plan.json';
export const eventsFile = 'events.ndjson';
export const runFile = 'run.json';

/** `.matrix` below the project's root: all that this tool writes there. */
export function matrixFolder(root: string): string {
  return join(root, '.matrix');
}

/** The folder of all runs of a project. */
export function runsFolder(root: string): string {
  return join(matrixFolder(root), 'runs');
}

/** The folder of one run. */
export function runFolder(root: string, run: RunId): string {
  return join(runsFolder(root), run);
}

/** Cell to its folder within the run's, `cells/03-node=13,postgres=15`. */
export function cellFolders(plan: Plan): ReadonlyMap<CellId, string> {
  const highest = plan.cells.reduce((most, { index }) => Math.max(most, index), 0);
  const digits = Math.max(2, String(highest).length);
  return new Map(
    plan.cells.map(({ id, index }) => [id, `cells/${String(index).padStart(digits, '0')}-${safeFileName(id)}`]),
  );
}

/** The file that a stream of output goes to, within its cell's folder: `test.log`, `services/db.attempt-2.log`. */
export function outputFile({ attempt, source }: Pick<OutputSource, 'attempt' | 'source'>): string {
  const name = source === 'test' ? 'test' : `services/${safeFileName(source.service)}`;
  return attempt > 1 ? `${name}.attempt-${attempt}.log` : `${name}.log`;
}

/**
 * The folder of what a suite wrote, within its cell's: of the last attempt `results`, of one before it
 * `results.attempt-1`.
 */
export function collectedFolder(what: CollectedKind, { attempt, last }: { attempt: number; last: number }): string {
  return attempt < last ? `${what}.attempt-${attempt}` : what;
}

/** The file of a stream within the folder of its run; undefined for a cell that the plan lacks. */
export function outputPath(plan: Plan, source: OutputSource): string | undefined {
  return outputIn(cellFolders(plan).get(source.cell), source);
}

/** Where the files of a cell are; undefined where they are nowhere. */
export type CellFolderOf = (cell: CellId) => string | undefined;

/** Of a run that is one folder. */
export function cellFoldersIn(folder: string, plan: Plan): CellFolderOf {
  const folders = cellFolders(plan);
  return (cell) => {
    const within = folders.get(cell);
    return within === undefined ? undefined : join(folder, within);
  };
}

/** The file of a stream below the folder of its cell; undefined where that is nowhere. */
export function outputIn(cellFolder: string | undefined, source: OutputSource): string | undefined {
  return cellFolder === undefined ? undefined : `${cellFolder}/${outputFile(source)}`;
}
