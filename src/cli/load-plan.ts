// From the command line's words to a plan. Starts nothing.

import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MatrixError } from '../errors.ts';
import type { PastTimes } from '../model/past-times.ts';
import { imageReferences } from '../plan/image-references.ts';
import { type Lock, lockFileName, parseLock } from '../plan/lock-file.ts';
import { type PlanFileInput, type PlannedFile, planFile } from '../plan/plan-file.ts';
import { failedCells, unheardLine } from '../record/failed-cells.ts';
import { pastTimes } from '../record/past-times.ts';
import { shellWord } from '../report/shell-word.ts';
import { findMatrixFile, type MatrixFile } from './find-matrix-file.ts';
import { findRun } from './find-run.ts';
import { notice } from './terminal.ts';

export type PlanOptions = Omit<PlanFileInput, 'text' | 'shown' | 'baseDir' | 'lock' | 'env' | 'times' | 'amongOf'> & {
  readonly file: string | undefined;
  /** Only the red cells of the last run, or of the one that is named. */
  readonly failed?: { readonly run: string | undefined };
  /** A run whose times shards are balanced by. */
  readonly times?: string;
  /** The lock file is left alone: images are what their names mean now. */
  readonly withoutLock?: boolean;
};

export type LoadedPlan = Pick<PlannedFile, 'plan' | 'secrets'> & {
  readonly file: MatrixFile;
  readonly times?: PastTimes;
  /** What the lock file, if there is one, does not tell. */
  readonly unlocked?: readonly string[];
  /** The matrix file's text, and what else the plan was made of; absent where it comes out of a record. */
  readonly madeOf?: { readonly text: string; readonly reads: PlannedFile['reads'] };
};

/** Finds the file, reads it and plans it. Throws a MatrixError that tells everything that is wrong with it. */
export async function loadPlan({
  file: named,
  times: timesOf,
  failed,
  withoutLock,
  ...options
}: PlanOptions): Promise<LoadedPlan & Pick<PlannedFile, 'axes'>> {
  const file = await findMatrixFile(named, process.cwd());
  const text = await readText(file);
  const lock = withoutLock ? undefined : await readLock(file);
  const times = timesOf === undefined ? undefined : await pastTimes(timesOf);
  const { reads, ...planned } = await planFile({
    ...options,
    text,
    shown: file.shown,
    baseDir: dirname(file.path),
    ...(lock ? { lock } : {}),
    env: process.env,
    ...(failed ? { amongOf: (name) => redCells(file, name, { run: failed.run, named }) } : {}),
    ...(times ? { times } : {}),
  });
  if (times && ![...planned.plan.cells, ...planned.plan.skipped].some(({ id }) => times.cells.has(id))) {
    throw new MatrixError('usage', `--times ${timesOf} knows none of the cells of ${file.shown}`, {
      hint: 'it has to be of a run of this matrix',
    });
  }
  const unlocked = lock && imageReferences(planned.plan).filter((reference) => !lock.has(reference));
  return {
    ...planned,
    file,
    madeOf: { text, reads },
    ...(times ? { times } : {}),
    ...(unlocked ? { unlocked } : {}),
  };
}

type Asked = { readonly run: string | undefined; readonly named: string | undefined };

/** Tells of those that were not heard, which people think are among them. */
async function redCells(file: MatrixFile, name: string, { run, named }: Asked) {
  const folder = run === undefined ? undefined : await findRun(run, process.cwd());
  const failed = await failedCells(file.projectRoot, name, folder);
  const line = unheardLine(failed, named === undefined ? undefined : shellWord(named));
  if (line !== undefined) notice(line);
  return { ids: failed.ids, reason: `not red in the run ${failed.run}` };
}

/** The lock beside a matrix file; undefined where there is none. Throws a MatrixError where it cannot be understood. */
export async function readLock(file: Pick<MatrixFile, 'path' | 'shown'>): Promise<Lock | undefined> {
  const path = join(dirname(file.path), lockFileName);
  const shown = join(dirname(file.shown), lockFileName);
  try {
    return parseLock(await readFile(path, 'utf8'), shown);
  } catch (error) {
    if (error instanceof MatrixError) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    const why = error instanceof Error ? error.message : String(error);
    throw new MatrixError('usage', `${shown} cannot be read (${why})`, { cause: error });
  }
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
