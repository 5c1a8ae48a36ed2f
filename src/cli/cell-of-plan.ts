// Which cell a command is about: of the matrix file as it is now, or of a recorded run.

import { connect } from '../docker/connect.ts';
import { MatrixError } from '../errors.ts';
import { theCells } from '../matrix/select-cells.ts';
import type { CellPlan } from '../model/plan.ts';
import type { RunId } from '../model/run-id.ts';
import { canAsk, chooseCell } from './choose-cell.ts';
import { recordedRoot } from './find-run.ts';
import type { CellOfPlan } from './in-cell.ts';
import { keptCells } from './kept-cells.ts';
import { loadPlan } from './load-plan.ts';
import { recordedCell } from './recorded-cell.ts';

export type CellWords = {
  readonly selector: string | undefined;
  /** The matrix file; the usual one where it is undefined. */
  readonly file: string | undefined;
  /** A run's id or folder: its cell, as it was. */
  readonly run: string | undefined;
  /** The source is put into the container instead of its image. */
  readonly mount: boolean;
};

export type CellOfProject = CellOfPlan & {
  /** The recorded run that it is of. */
  readonly run: RunId | undefined;
};

/**
 * The cell that a run of this project has left standing, as it was in that run: the one that is named by its whole id,
 * or where none is named, the only one; undefined where none stands. Throws a MatrixError where several do and nobody can be asked.
 */
export async function standingCell({ selector, file, run, mount }: CellWords): Promise<CellOfProject | undefined> {
  if (file !== undefined || run !== undefined || mount) return undefined;
  const root = recordedRoot(process.cwd());
  const all = root === undefined ? [] : await keptCells(await connect(process.env), root);
  // One that was left standing several times is entered as the newest run left it.
  const standing = selector === undefined ? all : all.filter(({ cell }) => cell === selector).slice(0, 1);
  const of = ({ cell, owner }: (typeof standing)[number]) =>
    cellOfPlan({ selector: cell, file, run: owner.run, mount });
  const [first, ...more] = standing;
  if (!first) return undefined;
  if (more.length === 0) return of(first);
  const cells = await Promise.all(standing.map(of));
  const offered = cells.map(({ cell }) => cell);
  const question = `${cells.length} cells stand as their suites left them`;
  const chosen = canAsk(offered) ? await chooseCell(`${question}:`, offered) : undefined;
  const found = cells.find(({ cell }) => cell === chosen);
  if (found) return found;
  throw new MatrixError('usage', `${question}, and one is wanted`, {
    hint: cells.map(({ cell, run: id }) => `matrix shell '${cell.id}' --run ${id}`).join('\n        '),
  });
}

/** The cell with its plan, and the project's folder. Throws a MatrixError where none or several are meant. */
export async function cellOfPlan({ selector, file, run, mount }: CellWords): Promise<CellOfProject> {
  if (run !== undefined) {
    if (file !== undefined)
      throw new MatrixError('usage', `A cell is of the run ${run} or of ${file}, and not of both`, {
        hint: 'leave one of them out',
      });
    if (mount)
      throw new MatrixError('usage', `--mount is of the source as it is now, and not as the run ${run} had it`, {
        hint: 'leave one of them out',
      });
    const { file: recorded, summary, ...of } = await recordedCell(selector, run);
    return { ...of, projectRoot: recorded.projectRoot, run: summary.run };
  }
  const loaded = await loadPlan({ file, only: [], except: [], extraArgs: [], overrides: { mount } });
  const cell = await meant(selector, loaded.plan.cells);
  return { ...loaded, cell, projectRoot: loaded.file.projectRoot, run: undefined };
}

async function meant(selector: string | undefined, cells: readonly CellPlan[]): Promise<CellPlan> {
  const named = selector === undefined ? cells : theCells(selector, cells);
  const [first, ...more] = named;
  if (first && more.length === 0) return first;
  const which = selector === undefined ? 'The matrix has' : `"${selector}" is`;
  const chosen = canAsk(named) ? await chooseCell(`${which} ${named.length} cells:`, named) : undefined;
  if (chosen) return chosen;
  throw new MatrixError('usage', `${which} ${named.length} cells, and one is wanted`, { hint: `such as ${first?.id}` });
}
