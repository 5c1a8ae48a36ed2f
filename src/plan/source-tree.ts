// The files of a build context: which of them count, and one digest over all of them.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { createIgnoreFilter, type IgnoreFilter } from './ignore-filter.ts';

export type ContextEntry = {
  /** Relative to the context, with `/`. */
  readonly path: string;
  readonly kind: 'file' | 'symlink' | 'directory';
  readonly mode: number;
  readonly size: number;
  /** Changes whenever the file is written or replaced, as far as the file system can tell. */
  readonly stamp: string;
  readonly absolute: string;
};

/** Files read or looked at at once: enough to keep a disk busy, few enough for the smallest limit of open files. */
const filesAtOnce = 32;

/**
 * The entries of a context in order of their paths, without what the patterns of .dockerignore leave out. Sockets and
 * devices are left out. Rejects as the file system does.
 */
export async function* walkContext(context: string, ignore: readonly string[]): AsyncGenerator<ContextEntry> {
  yield* walk(context, '', createIgnoreFilter(ignore));
}

async function* walk(context: string, folder: string, filter: IgnoreFilter): AsyncGenerator<ContextEntry> {
  const names = await readdir(join(context, folder), { withFileTypes: true });
  const entries = names
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const kind = entry.isDirectory()
        ? ('directory' as const)
        : entry.isSymbolicLink()
          ? ('symlink' as const)
          : entry.isFile()
            ? ('file' as const)
            : undefined;
      if (kind === undefined) return [];
      const ignored = filter.ignores(path);
      if (ignored && !(kind === 'directory' && filter.reachesInto(path))) return [];
      return [{ path, kind, ignored, absolute: join(context, path) }];
    });
  for (let start = 0; start < entries.length; start += filesAtOnce) {
    const some = entries.slice(start, start + filesAtOnce);
    const stats = await Promise.all(some.map(({ absolute }) => lstat(absolute)));
    for (const [index, { ignored, ...entry }] of some.entries()) {
      const { mode = 0, size = 0, ino = 0, mtimeMs = 0, ctimeMs = 0 } = stats[index] ?? {};
      if (!ignored) yield { ...entry, mode, size, stamp: `${ino} ${mtimeMs} ${ctimeMs} ${size} ${mode}` };
      if (entry.kind === 'directory') yield* walk(context, entry.path, filter);
    }
  }
}

/**
 * A digest over paths, kinds, executable bits, contents and link targets of the context, as hexadecimal SHA-256.
 * Owners, times and other permissions are left out: they differ between checkouts of the same revision. Rejects as the
 * file system does.
 */
export async function digestContext(context: string, ignore: readonly string[]): Promise<string> {
  return (await digestParts(context, ignore, { files: () => true })).files;
}

/**
 * Several digests over the same entries: in each, the contents of only those files count that its predicate is true of.
 * Rejects as the file system does.
 */
export async function digestParts<Part extends string>(
  context: string,
  ignore: readonly string[],
  parts: Readonly<Record<Part, (path: string) => boolean>>,
): Promise<Readonly<Record<Part, string>>> {
  const limit = pLimit(filesAtOnce);
  const entries: Promise<{ readonly entry: ContextEntry; readonly content: string }>[] = [];
  for await (const entry of walkContext(context, ignore)) {
    const read = limit(async () => ({ entry, content: await contentOf(entry) }));
    // It is waited for below; a file that cannot be read must not end the process while the walk still goes on.
    read.catch(() => undefined);
    entries.push(read);
  }
  const known = await Promise.all(entries);
  const digestWhere = (counts: (path: string) => boolean) =>
    digestOf(
      known.map(({ entry, content }) => entryLine(entry, entry.kind !== 'file' || counts(entry.path) ? content : '')),
    );
  const digests = Object.entries<(path: string) => boolean>(parts).map(([part, counts]) => [part, digestWhere(counts)]);
  return Object.fromEntries(digests) as Record<Part, string>;
}

/** What an entry adds to the digest; its content is '' of a folder, the target of a link, and a file's SHA-256. */
export function entryLine({ path, kind, mode }: Pick<ContextEntry, 'path' | 'kind' | 'mode'>, content: string): string {
  return JSON.stringify([path, kind, (mode & 0o100) !== 0, content]);
}

/** The digest of a context, of the lines of its entries in order. */
export function digestOf(lines: readonly string[]): string {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(line).update('\n');
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
