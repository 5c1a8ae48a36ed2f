// The text of a matrix file to its plan, or to everything that is wrong with it. Starts nothing, and asks no engine.

import { basename } from 'node:path';
import { inOrder, type ReadConfig, readConfig } from '../config/read-config.ts';
import { type Diagnostic, MatrixError } from '../errors.ts';
import type { Axis } from '../matrix/axis.ts';
import { type Expansion, expandMatrix } from '../matrix/expand-matrix.ts';
import { type SelectionOptions, selectCells } from '../matrix/select-cells.ts';
import type { Shard } from '../matrix/shard.ts';
import type { PastTimes } from '../model/past-times.ts';
import { makePlan, type PlanInput, type PlanResult } from './make-plan.ts';
import { type AxisReplacement, replaceAxis } from './replace-axis.ts';
import { takeShard } from './take-shard.ts';

export type PlanFileInput = SelectionOptions &
  Pick<PlanInput, 'baseDir' | 'lock' | 'env' | 'extraArgs'> & {
    /** Which of the cells of the matrix of a name are wanted, where that has to be looked up. */
    readonly amongOf?: (name: string) => Promise<NonNullable<SelectionOptions['among']>>;
    readonly text: string;
    /** The file's name as it is to be shown. */
    readonly shown: string;
    readonly overrides: PlanInput['overrides'] & { readonly cover?: 'all' | number };
    /** The part of the plan that is wanted. */
    readonly shard?: Shard;
    /** What the parts are balanced by. */
    readonly times?: PastTimes;
    /** All combinations, with these values of one axis. */
    readonly along?: AxisReplacement;
  };

export type PlannedFile = Pick<Extract<PlanResult, { readonly ok: true }>, 'plan' | 'secrets' | 'reads'> & {
  /** What the cells are made of. */
  readonly axes: readonly Axis[];
};

/** Plans a file. Throws a MatrixError that tells every mistake of the file, or what is wrong with the selection. */
export async function planFile(input: PlanFileInput): Promise<PlannedFile> {
  const read = readConfig(input.text, input.shown);
  const asWritten = read.ok ? read : read.rest;
  const right = asWritten && input.along ? replaceAxis(asWritten, input.along) : asWritten;
  const wrong: Diagnostic[] = read.ok ? [] : [...read.diagnostics];
  if (!right) throw mistakes(input.shown, wrong);

  const { cover } = input.overrides;
  const config = cover === undefined ? right.config : { ...right.config, cover };
  const expansion = expandMatrix(config, right.doubt);
  wrong.push(...expansion.problems.map(({ path, message, hint }) => right.diagnose(path, message, hint)));
  if (wrong.length > 0) {
    // What else is wrong is asked of all cells, since the selection was meant for another file than this.
    const made = await planCells(input, { ...right, config }, expansion, { cells: expansion.cells, skipped: [] });
    throw mistakes(input.shown, made.ok ? wrong : [...wrong, ...made.diagnostics]);
  }
  const among = await input.amongOf?.(config.name ?? basename(input.baseDir));
  const selection = selected(among ? { ...input, among } : input, expansion);
  const made = await planCells(input, { ...right, config }, expansion, selection);
  if (!made.ok) throw mistakes(input.shown, made.diagnostics);
  const { shard, times } = input;
  const plan = shard ? takeShard(made.plan, shard, expansion.coverOf, times) : made.plan;
  return { plan, secrets: made.secrets, reads: made.reads, axes: config.axes };
}

type Selected = Pick<PlanInput, 'cells' | 'skipped'>;

function selected(input: PlanFileInput, { cells, skipped }: Expansion): Selected {
  const selection = selectCells(cells, skipped, input);
  const [first, ...more] = selection.problems.length > 0 ? selection.problems : selection.unmatched;
  const isEmpty = selection.problems.length === 0 && selection.cells.length === 0;
  if (first) {
    const message = [first, ...more].map((problem) => problem.message).join('; ');
    throw new MatrixError(
      isEmpty ? 'empty-selection' : 'usage',
      message,
      first.hint === undefined ? {} : { hint: first.hint },
    );
  }
  if (isEmpty) {
    throw new MatrixError('empty-selection', `No cell of ${input.shown} is left to run`, {
      hint: cells.length > 0 ? `of ${cells.length}, the selection leaves none` : 'everything is excluded',
    });
  }
  return { cells: selection.cells, skipped: [...skipped, ...selection.skipped] };
}

function planCells(
  { shown, baseDir, lock, env, extraArgs, overrides }: PlanFileInput,
  { config, diagnose }: ReadConfig,
  expansion: Expansion,
  { cells, skipped }: Selected,
): Promise<PlanResult> {
  const cover = expansion.coverOf(cells);
  return makePlan({
    config,
    diagnose,
    expansion,
    cells,
    skipped,
    cover,
    baseDir,
    file: basename(shown),
    ...(lock ? { lock } : {}),
    env,
    extraArgs,
    overrides,
  });
}

function mistakes(shown: string, found: readonly Diagnostic[]): MatrixError {
  const diagnostics = inOrder(found);
  const count = diagnostics.length === 1 ? 'one mistake' : `${diagnostics.length} mistakes`;
  return new MatrixError('usage', `${count} in ${shown}`, { diagnostics });
}
