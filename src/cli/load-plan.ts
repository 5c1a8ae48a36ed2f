// From the command line's words to a plan. Starts nothing.

import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MatrixError } from '../errors.ts';
import { type PlanFileInput, type PlannedFile, planFile } from '../plan/plan-file.ts';
import { findMatrixFile, type MatrixFile } from './find-matrix-file.ts';

export type PlanOptions = Omit<PlanFileInput, 'text' | 'shown' | 'baseDir' | 'env'> & {
  readonly file: string | undefined;
};

export type LoadedPlan = PlannedFile & { readonly file: MatrixFile };

/** Finds the file, reads it and plans it. Throws a MatrixError that tells everything that is wrong with it. */
export async function loadPlan({ file: named, ...options }: PlanOptions): Promise<LoadedPlan> {
  const file = await findMatrixFile(named, process.cwd());
  const text = await readText(file);
  const planned = await planFile({
    ...options,
    text,
    shown: file.shown,
    baseDir: dirname(file.path),
    env: process.env,
  });
  return { ...planned, file };
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
