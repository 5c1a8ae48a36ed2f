// Which recorded runs are meant.

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { MatrixError } from '../errors.ts';
import { theCells } from '../matrix/select-cells.ts';
import type { Plan } from '../model/plan.ts';
import { listRuns } from '../record/list-runs.ts';
import { matrixFolder, planFile, runFile, runFolder } from '../record/paths.ts';
import { runPurpose } from '../record/run-purpose.ts';

/**
 * The folder of a run: a path, wherever it was copied to, be it that of its run.json or of a folder that has no other run
 * below it, or the id of one of this project's; without either the newest of the matrix: one cell that was run again by
 * `repro` or `bisect` is not what it came to. Throws a MatrixError (`usage`) where there is none, or several.
 */
export async function findRun(argument: string | undefined, cwd: string): Promise<string> {
  const root = recordedRoot(cwd);
  const named = argument === undefined ? undefined : namedRun(argument, root, cwd);
  if (named !== undefined) return named;
  const [below, ...others] = argument === undefined ? [] : await runsBelow(resolve(cwd, argument), deepest);
  if (below !== undefined && others.length === 0) return below;
  if (below !== undefined)
    throw new MatrixError('usage', `There are ${1 + others.length} runs below ${argument}, and one is wanted`, {
      hint: `such as ${relative(cwd, below)}`,
    });
  const runs = root === undefined ? [] : await listRuns(root);
  const [newest] = runs;
  if (argument === undefined && newest) return (await newestOfMatrix(runs)) ?? newest.folder;
  const hint = newest ? `the newest is ${newest.run}, of ${runs.length}` : 'matrix run makes one';
  throw new MatrixError(
    'usage',
    argument === undefined ? `No run is recorded in ${cwd} or above it` : `There is no recorded run "${argument}"`,
    { hint },
  );
}

async function newestOfMatrix(runs: Awaited<ReturnType<typeof listRuns>>): Promise<string | undefined> {
  for (const { folder } of runs) if ((await runPurpose(folder)) === undefined) return folder;
  return undefined;
}

/**
 * As `findRun`; where no run is named, the newest that has a cell which the selector means: the newest of all may have
 * been of a part of them.
 */
export async function findRunWith(
  selector: string | undefined,
  argument: string | undefined,
  cwd: string,
): Promise<string> {
  const root = recordedRoot(cwd);
  if (argument === undefined && selector !== undefined && root !== undefined) {
    for (const { folder } of await listRuns(root)) if (await hasCell(folder, selector)) return folder;
  }
  return findRun(argument, cwd);
}

async function hasCell(folder: string, selector: string): Promise<boolean> {
  try {
    const { cells } = JSON.parse(await readFile(join(folder, planFile), 'utf8')) as Plan;
    return theCells(selector, cells).length > 0;
  } catch {
    // Neither a selector that fits none of its cells nor a plan that cannot be read makes it the one that is meant.
    return false;
  }
}

/** So deep a folder of runs may be below the one that is named: `reports/shard-1/.matrix/runs/<run>`. */
const deepest = 4;

/**
 * The folders of several runs, each named like one, or by a folder that has runs below it. Throws a MatrixError
 * (`usage`) where one is none.
 */
export async function findRuns(named: readonly string[], cwd: string): Promise<readonly string[]> {
  const found = await Promise.all(
    named.map(async (argument) => {
      const run = namedRun(argument, recordedRoot(cwd), cwd);
      const runs = run === undefined ? await runsBelow(resolve(cwd, argument), deepest) : [run];
      return runs.length > 0 ? runs : [await findRun(argument, cwd)];
    }),
  );
  return [...new Set(found.flat())];
}

/** Whether it names one run, and not a folder of runs. */
export function isRun(argument: string, cwd: string): boolean {
  return namedRun(argument, recordedRoot(cwd), cwd) !== undefined;
}

function namedRun(argument: string, root: string | undefined, cwd: string): string | undefined {
  const path = resolve(cwd, argument);
  const folders = [basename(path) === runFile ? dirname(path) : path, ...(root ? [runFolder(root, argument)] : [])];
  return folders.find((folder) => existsSync(join(folder, planFile)));
}

async function runsBelow(folder: string, depth: number): Promise<readonly string[]> {
  if (existsSync(join(folder, planFile))) return [folder];
  if (depth === 0) return [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const below = entries.filter((entry) => entry.isDirectory() && entry.name !== 'node_modules').map(({ name }) => name);
  const found = await Promise.all(below.toSorted().map((name) => runsBelow(join(folder, name), depth - 1)));
  return found.flat();
}

/** The nearest folder, here or above, that has runs. */
export function recordedRoot(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(matrixFolder(folder))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
