// From the command line's words to a plan: reading, expanding, selecting, planning. Starts nothing.

import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readConfig } from '../config/read-config.ts';
import { type Diagnostic, MatrixError } from '../errors.ts';
import { expandMatrix } from '../matrix/expand-matrix.ts';
import { selectCells } from '../matrix/select-cells.ts';
import type { Plan } from '../model/plan.ts';
import { makePlan } from '../plan/make-plan.ts';
import { findMatrixFile, type MatrixFile } from './find-matrix-file.ts';

export type PlanOptions = {
  readonly file: string | undefined;
  readonly only: readonly string[];
  readonly except: readonly string[];
  /** Words after `--`, for the test command. */
  readonly extraArgs: readonly string[];
  readonly overrides: {
    readonly jobs?: number | 'auto';
    readonly failFast?: boolean;
    readonly retries?: number;
    readonly timeoutMs?: number;
  };
};

export type LoadedPlan = {
  readonly plan: Plan;
  readonly file: MatrixFile;
  readonly secrets: Readonly<Record<string, string>>;
};

/** Reads the file and plans it. Throws a MatrixError that tells everything that is wrong with it. */
export async function loadPlan(options: PlanOptions): Promise<LoadedPlan> {
  const file = await findMatrixFile(options.file, process.cwd());
  const read = readConfig(await readText(file), file.shown);
  if (!read.ok) throw wrong(file, read.diagnostics);
  const { config, diagnose } = read;

  const { cells, skipped, problems } = expandMatrix(config);
  if (problems.length > 0) {
    throw wrong(
      file,
      problems.map(({ path, message, hint }) => diagnose(path, message, hint)),
    );
  }
  const selection = selectCells(cells, options);
  const [first, ...more] = selection.problems;
  if (first) {
    const message = [first, ...more].map((problem) => problem.message).join('; ');
    throw new MatrixError('usage', message, first.hint === undefined ? {} : { hint: first.hint });
  }
  if (selection.cells.length === 0) {
    throw new MatrixError('empty-selection', `No cell of ${file.shown} is left to run`, {
      hint: cells.length > 0 ? `of ${cells.length}, --only and --except leave none` : 'everything is excluded',
    });
  }
  const made = await makePlan({
    config,
    diagnose,
    allCells: cells,
    cells: selection.cells,
    skipped: [...skipped, ...selection.skipped],
    baseDir: dirname(file.path),
    env: process.env,
    extraArgs: options.extraArgs,
    overrides: options.overrides,
  });
  if (!made.ok) throw wrong(file, made.diagnostics);
  return { plan: made.plan, file, secrets: made.secrets };
}

async function readText(file: MatrixFile): Promise<string> {
  try {
    return await readFile(file.path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new MatrixError('usage', `${file.shown} cannot be read (${why})`, { cause: error });
  }
}

function wrong(file: MatrixFile, diagnostics: readonly Diagnostic[]): MatrixError {
  const count = diagnostics.length === 1 ? 'one mistake' : `${diagnostics.length} mistakes`;
  return new MatrixError('usage', `${count} in ${file.shown}`, { diagnostics });
}
