// The files of a build context: which of them count, and one digest over all of them.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import dockerignore from '@balena/dockerignore';
import pLimit from 'p-limit';

export type ContextEntry = {
  /** Relative to the context, with `/`. */
  readonly path: string;
  readonly kind: 'file' | 'symlink' | 'directory';
  readonly mode: number;
  readonly size: number;
  readonly absolute: string;
};

/** Where runs are recorded: never part of an image, or each run would change the next one's key. */
const alwaysIgnored = ['.matrix'];

/**
 * The entries of a context in order of their paths, without what the patterns of .dockerignore leave out. Sockets and
 * devices are left out. Rejects as the file system does.
 */
export async function* walkContext(context: string, ignore: readonly string[]): AsyncGenerator<ContextEntry> {
  const filter = dockerignore.default({ ignorecase: false }).add([...ignore, ...alwaysIgnored]);
  // A directory that is ignored may hold what a later `!pattern` takes back, so it is walked where there is one.
  const hasExceptions = ignore.some((pattern) => pattern.trim().startsWith('!'));
  yield* walk(context, '', (path) => filter.ignores(path), hasExceptions);
}

async function* walk(
  context: string,
  folder: string,
  isIgnored: (path: string) => boolean,
  hasExceptions: boolean,
): AsyncGenerator<ContextEntry> {
  const entries = await readdir(join(context, folder), { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    const ignored = isIgnored(path);
    if (ignored && !(entry.isDirectory() && hasExceptions)) continue;
    const kind = entry.isDirectory()
      ? 'directory'
      : entry.isSymbolicLink()
        ? 'symlink'
        : entry.isFile()
          ? 'file'
          : undefined;
    if (kind === undefined) continue;
    const absolute = join(context, path);
    const { mode, size } = await lstat(absolute);
    if (!ignored) yield { path, kind, mode, size, absolute };
    if (kind === 'directory') yield* walk(context, path, isIgnored, hasExceptions);
  }
}

/** Files read at once: enough to keep a disk busy, few enough for the smallest limit of open files. */
const filesAtOnce = 32;

/**
 * A digest over paths, kinds, executable bits, contents and link targets of the context, as hexadecimal SHA-256.
 * Owners, times and other permissions are left out: they differ between checkouts of the same revision.
 */
export async function digestContext(context: string, ignore: readonly string[]): Promise<string> {
  const limit = pLimit(filesAtOnce);
  const lines: Promise<string>[] = [];
  for await (const entry of walkContext(context, ignore)) {
    lines.push(
      limit(async () => JSON.stringify([entry.path, entry.kind, (entry.mode & 0o100) !== 0, await contentOf(entry)])),
    );
  }
  const hash = createHash('sha256');
  for (const line of await Promise.all(lines)) hash.update(line).update('\n');
  return hash.digest('hex');
}

/** A file of this size is read at once; a larger one is streamed. */
const smallFile = 1024 * 1024;

async function contentOf({ kind, size, absolute }: ContextEntry): Promise<string> {
  if (kind === 'directory') return '';
  if (kind === 'symlink') return readlink(absolute);
  const hash = createHash('sha256');
  if (size <= smallFile) hash.update(await readFile(absolute));
  else for await (const chunk of createReadStream(absolute)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
