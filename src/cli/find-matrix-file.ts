// Which matrix file is meant, and where its project begins.

import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { MatrixError } from '../errors.ts';

const usualNames = ['matrix.yml', 'matrix.yaml'];

export type MatrixFile = {
  /** Absolute. */
  readonly path: string;
  /** As a person would name it from here. */
  readonly shown: string;
  /** The repository's root, or the file's own folder where there is no repository. The record is kept there. */
  readonly projectRoot: string;
};

/**
 * The file that the argument names: a path, or a bare name in `matrices/`. Without one, `matrix.yml` here or in the
 * nearest parent up to the repository's root. Throws a MatrixError (`usage`) that says where was looked.
 */
export async function findMatrixFile(argument: string | undefined, cwd: string): Promise<MatrixFile> {
  const path = argument === undefined ? nearest(cwd) : named(argument, cwd);
  if (path !== undefined) return { path, shown: relative(cwd, path) || basename(path), projectRoot: projectRoot(path) };
  if (argument === undefined) {
    throw new MatrixError('usage', `There is no matrix.yml in ${cwd} or above it`, {
      hint: await namesToChooseFrom(cwd),
    });
  }
  throw new MatrixError('usage', `There is no matrix file "${argument}"`, { hint: await namesToChooseFrom(cwd) });
}

function named(argument: string, cwd: string): string | undefined {
  const inMatrices = /[/\\]/.test(argument) ? [] : ['', '.yml', '.yaml'].map((end) => join('matrices', argument + end));
  return [argument, ...inMatrices].map((candidate) => resolve(cwd, candidate)).find((path) => existsSync(path));
}

function nearest(cwd: string): string | undefined {
  for (const folder of upToRepository(cwd)) {
    const found = usualNames.map((name) => join(folder, name)).find((path) => existsSync(path));
    if (found) return found;
  }
  return undefined;
}

/** The folder and its parents, up to and with the one that holds `.git`; all of them where there is none. */
function* upToRepository(start: string): Generator<string> {
  for (let folder = start; ; folder = dirname(folder)) {
    yield folder;
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return;
  }
}

/** The nearest folder with `.git` at or above the file, else the file's own. */
function projectRoot(path: string): string {
  const folders = [...upToRepository(dirname(path))];
  const top = folders.at(-1);
  return top !== undefined && existsSync(join(top, '.git')) ? top : dirname(path);
}

async function namesToChooseFrom(cwd: string): Promise<string> {
  const files = await readdir(join(cwd, 'matrices')).catch(() => []);
  const names = files.filter((name) => /\.ya?ml$/.test(name)).map((name) => name.replace(/\.ya?ml$/, ''));
  return names.length > 0
    ? `name a path, or one of matrices/: ${names.join(', ')}`
    : 'matrix init writes one for the project that is here; or name a path';
}
