// Writes an exported cell: whole, or not at all.

import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MatrixError } from '../errors.ts';
import { composeMark } from '../export/compose-file.ts';
import type { ExportedText } from '../export/export-cell.ts';
import { walkContext } from '../plan/source-tree.ts';

/** A file, folder or link of this machine, and its path in the exported folder. */
export type Copy = {
  readonly from: string;
  readonly to: string;
  readonly kind: 'file' | 'symlink' | 'directory';
  readonly mode: number;
};

/** Throws a MatrixError (`usage`) where something else than an earlier export is in the way. */
export async function refuseToReplace(folder: string): Promise<void> {
  const there = await stat(folder).catch(() => undefined);
  if (!there) return;
  const hint = 'name a folder that is empty or not there yet';
  if (!there.isDirectory()) throw new MatrixError('usage', `${folder} is a file`, { hint });
  const compose = await readFile(join(folder, 'compose.yaml'), 'utf8').catch(() => '');
  if (compose.startsWith(composeMark) || (await readdir(folder)).length === 0) return;
  throw new MatrixError('usage', `${folder} is not empty, and no earlier export of matrix repro`, { hint });
}

/** What a context or a folder of a service is copied as. All of it is known before anything is written into it. */
export async function copiesOf(
  folder: string,
  ignore: readonly string[],
  to: string,
  readable: boolean,
): Promise<readonly Copy[]> {
  const copies: Copy[] = [{ from: folder, to, kind: 'directory', mode: 0o755 }];
  for await (const { path, kind, mode, absolute } of walkContext(folder, ignore))
    copies.push({ from: absolute, to: `${to}/${path}`, kind, mode: readable ? readableMode(kind, mode) : mode });
  return copies;
}

/** As a service gets a file or a folder: its user is neither the owner here nor of his group. */
export async function copiesForService(from: string, to: string): Promise<readonly Copy[]> {
  const { mode, isFolder } = await stat(from).then((facts) => ({ mode: facts.mode, isFolder: facts.isDirectory() }));
  return isFolder ? copiesOf(from, [], to, true) : [{ from, to, kind: 'file', mode: readableMode('file', mode) }];
}

function readableMode(kind: Copy['kind'], mode: number): number {
  return mode | (kind === 'directory' ? 0o555 : 0o444);
}

/**
 * Writes texts and copies beside the folder, has them checked, and puts them in its place. Rejects as the file system
 * does and as `check` does, with the folder as it was.
 */
export async function writeExport(
  folder: string,
  texts: readonly ExportedText[],
  copies: readonly Copy[],
  check: (written: string) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const temporary = await mkdtemp(join(dirname(folder), `.${basename(folder)}.`));
  const written = join(temporary, 'new');
  try {
    await mkdir(written);
    for (const copy of copies) await write(copy, join(written, copy.to));
    for (const { path, text, executable } of texts) {
      await mkdir(dirname(join(written, path)), { recursive: true });
      await writeFile(join(written, path), text, { mode: executable ? 0o755 : 0o644 });
    }
    await check(written);
    await putInPlace(written, folder, join(temporary, 'old'));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function write({ from, kind, mode }: Copy, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  if (kind === 'directory') {
    await mkdir(to, { recursive: true });
    // Whoever has the export can also remove it.
    await chmod(to, (mode & 0o777) | 0o700);
  } else if (kind === 'symlink') await symlink(await readlink(from), to);
  else {
    await copyFile(from, to);
    await chmod(to, mode & 0o777);
  }
}

/** The old one goes away only when the new one can stand there, and comes back where it cannot. */
async function putInPlace(written: string, folder: string, old: string): Promise<void> {
  const isThere = await lstat(folder).then(
    () => true,
    () => false,
  );
  if (isThere) await rename(folder, old);
  try {
    await rename(written, folder);
  } catch (error) {
    if (isThere) await rename(old, folder);
    throw error;
  }
}
