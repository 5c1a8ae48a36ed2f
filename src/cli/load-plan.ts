// From the command line's words to a plan. Starts nothing.

import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MatrixError } from '../errors.ts';
import type { PastTimes } from '../model/past-times.ts';
import { type PlanFileInput, type PlannedFile, planFile } from '../plan/plan-file.ts';
import { failedCells } from '../record/failed-cells.ts';
import { pastTimes } from '../record/past-times.ts';
import { findMatrixFile, type MatrixFile } from './find-matrix-file.ts';
import { findRun } from './find-run.ts';

export type PlanOptions = Omit<PlanFileInput, 'text' | 'shown' | 'baseDir' | 'env' | 'times' | 'amongOf'> & {
  readonly file: string | undefined;
  /** Only the red cells of the last run, or of the one that is named. */
  readonly failed?: { readonly run: string | undefined };
  /** A run whose times shards are balanced by. */
  readonly times?: string;
};

export type LoadedPlan = Pick<PlannedFile, 'plan' | 'secrets'> & {
  readonly file: MatrixFile;
  readonly times?: PastTimes;
};

/** Finds the file, reads it and plans it. Throws a MatrixError that tells everything that is wrong with it. */
export async function loadPlan({
  file: named,
  times: timesOf,
  failed,
  ...options
}: PlanOptions): Promise<LoadedPlan & PlannedFile> {
  const file = await findMatrixFile(named, process.cwd());
  const text = await readText(file);
  const times = timesOf === undefined ? undefined : await pastTimes(timesOf);
  const planned = await planFile({
    ...options,
    text,
    shown: file.shown,
    baseDir: dirname(file.path),
    env: process.env,
    ...(failed ? { amongOf: (name) => redCells(file, name, failed.run) } : {}),
    ...(times ? { times } : {}),
  });
  if (times && ![...planned.plan.cells, ...planned.plan.skipped].some(({ id }) => times.cells.has(id))) {
    throw new MatrixError('usage', `--times ${timesOf} knows none of the cells of ${file.shown}`, {
      hint: 'it has to be of a run of this matrix',
    });
  }
  return { ...planned, file, ...(times ? { times } : {}) };
}

async function redCells(file: MatrixFile, name: string, run: string | undefined) {
  const folder = run === undefined ? undefined : await findRun(run, process.cwd());
  const { run: of, ids } = await failedCells(file.projectRoot, name, folder);
  return { ids, reason: `not red in the run ${of}` };
}

async function readText(file: MatrixFile): Promise<string> {
  try {
    if (!(await stat(file.path)).isFile()) throw new Error('it is no file');
    return await readFile(file.path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new MatrixError('usage', `${file.shown} cannot be read (${why})`, { cause: error });
  }
}
