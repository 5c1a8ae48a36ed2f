import { join } from 'node:path';
import { MatrixError } from '../errors.ts';
import type { CellId } from '../model/cell.ts';
import { type Verdict, verdictOf } from '../model/outcome.ts';
import type { RunId } from '../model/run-id.ts';
import { inShellQuotes } from '../model/shell-quoting.ts';
import { listRuns } from './list-runs.ts';
import { runFile } from './paths.ts';
import { readRunJson } from './read-run-json.ts';
import type { RunJson } from './run-json.ts';

/** The cells whose suites said no in a run, without those that are allowed to; and what came to no result in it. */
export type FailedCells = {
  readonly run: RunId;
  readonly ids: ReadonlySet<CellId>;
  readonly unheard: readonly UnheardCell[];
};

/** A cell of whose suite nothing is known; without an outcome where the run ended before it. */
export type UnheardCell = Pick<RunJson['cells'][number], 'id' | 'outcome'>;

/**
 * The red cells of the run in `folder`, else of the last run of the matrix of this name below `root`. Rejects with a
 * MatrixError where there is no such run, and (`empty-selection`) where no suite failed in it.
 */
export async function failedCells(root: string, name: string, folder?: string): Promise<FailedCells> {
  const found = folder === undefined ? await lastRun(root, name) : await readRunJson(join(folder, runFile));
  if (!found) {
    throw new MatrixError(
      'usage',
      folder === undefined ? `No run of ${name} is recorded` : `${folder} has no results`,
      {
        hint: 'matrix run without --failed makes a record',
      },
    );
  }
  const red = found.cells.filter(
    ({ outcome, allowFailure }) => outcome !== undefined && verdictOf(outcome) === 'red' && !allowFailure,
  );
  const unheard = found.cells.filter(isUnheard).map(({ id, outcome }) => ({ id, ...(outcome && { outcome }) }));
  if (red.length > 0) return { run: found.run, ids: new Set(red.map(({ id }) => id)), unheard };
  throw new MatrixError('empty-selection', `No suite failed in the run ${found.run}`, {
    hint: whatThen(found.cells, unheard),
  });
}

/** More of them than a command line would show are all of them. */
const mostNamed = 4;

function whatThen(cells: RunJson['cells'], unheard: readonly UnheardCell[]): string {
  if (unheard.length === 0)
    return cells.every(({ outcome }) => outcome !== undefined && verdictOf(outcome) === 'green')
      ? 'all is green'
      : 'the cells that are red are allowed to be';
  return `${unheard.length} of its ${cells.length} cells came to no result: ${runOf(unheard)}`;
}

/** The command that runs these cells, or, where they are many, all of them; of this matrix file, where it is named. */
export function runOf(cells: readonly UnheardCell[], file?: string): string {
  const only = cells.length > mostNamed ? [] : cells.map(({ id }) => `--only ${inShellQuotes(id)}`);
  return ['matrix run', ...(file === undefined ? [] : [file]), ...only].join(' ');
}

function isUnheard({ outcome }: UnheardCell): boolean {
  const verdict: Verdict = outcome === undefined ? 'cancelled' : verdictOf(outcome);
  return verdict === 'infrastructure' || verdict === 'cancelled';
}

/** What `--failed` leaves out, in a sentence; undefined where it leaves out only what was heard. */
export function unheardLine({ run, unheard }: FailedCells, file?: string): string | undefined {
  if (unheard.length === 0) return undefined;
  const kinds = Map.groupBy(unheard, ({ outcome }) => outcome?.replaceAll('-', ' ') ?? 'not run');
  const counts = [...kinds].map(([kind, { length }]) => `${length} ${kind}`).join(', ');
  const [are, them] = unheard.length === 1 ? ['cell of the run', 'it'] : ['cells of the run', 'them'];
  return `Without ${unheard.length} ${are} ${run} that came to no result (${counts}): ${runOf(unheard, file)} runs ${them}`;
}

async function lastRun(root: string, name: string) {
  for (const { folder } of await listRuns(root)) {
    const run = await readRunJson(join(folder, runFile));
    if (run?.name === name && run.purpose === undefined) return run;
  }
  return undefined;
}
