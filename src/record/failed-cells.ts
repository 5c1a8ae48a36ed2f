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

/** The cells whose suites said no in a run, without those that are allowed to. */
export type FailedCells = { readonly run: RunId; readonly ids: ReadonlySet<CellId> };

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
  if (red.length > 0) return { run: found.run, ids: new Set(red.map(({ id }) => id)) };
  throw new MatrixError('empty-selection', `No suite failed in the run ${found.run}`, { hint: whatThen(found.cells) });
}

/** More of them than a command line would show are all of them. */
const mostNamed = 4;

function whatThen(cells: RunJson['cells']): string {
  const unheard = cells.filter(({ outcome }) => outcome === undefined || isUnheard(verdictOf(outcome)));
  if (unheard.length === 0)
    return cells.every(({ outcome }) => outcome !== undefined && verdictOf(outcome) === 'green')
      ? 'all is green'
      : 'the cells that are red are allowed to be';
  const only = unheard.length > mostNamed ? '' : unheard.map(({ id }) => ` --only ${inShellQuotes(id)}`).join('');
  return `${unheard.length} of its ${cells.length} cells came to no result: matrix run${only}`;
}

function isUnheard(verdict: Verdict): boolean {
  return verdict === 'infrastructure' || verdict === 'cancelled';
}

async function lastRun(root: string, name: string) {
  for (const { folder } of await listRuns(root)) {
    const run = await readRunJson(join(folder, runFile));
    if (run?.name === name && run.purpose === undefined) return run;
  }
  return undefined;
}
