import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readlink, stat } from 'node:fs/promises';
import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import type { BuiltImagePlan } from '../model/plan.ts';
import { type ContextEntry, digestOf, entryLine, walkContext } from '../plan/source-tree.ts';

/** Where the Dockerfile stands in what is sent: a name that no project has, since it may be generated or ignored. */
export const dockerfileName = '.matrix-run.Dockerfile';

/**
 * The build context as a tar stream: the files that the content key was computed over, and the Dockerfile. Times and
 * owners are left out of it, so that a checkout of today finds the build cache of yesterday's. `sent` is the digest over
 * the files as they were read for it, as `digestContext` gives it; undefined where they could not all be.
 */
export function packContext(image: BuiltImagePlan): {
  readonly tar: Readable;
  readonly sent: Promise<string | undefined>;
} {
  const tar = pack();
  const sent = fill(tar, image).then(
    (digest) => {
      tar.finalize();
      return digest;
    },
    (error: unknown) => {
      tar.destroy(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    },
  );
  return { tar: tar as unknown as Readable, sent };
}

async function fill(tar: Pack, image: BuiltImagePlan): Promise<string> {
  await entry(tar, { name: dockerfileName, mode: 0o644, mtime }, image.dockerfile);
  const lines: string[] = [];
  for await (const found of walkContext(image.context, image.ignore))
    lines.push(entryLine(found, await add(tar, found.path, found)));
  return digestOf(lines);
}

/** Files and folders of this machine at paths of a container, as a tar stream. A folder's contents go into `to`. */
export function packFiles(files: readonly { readonly from: string; readonly to: string }[]): Readable {
  const tar = pack();
  fillWith(tar, files).then(
    () => tar.finalize(),
    (error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return tar as unknown as Readable;
}

async function fillWith(tar: Pack, files: readonly { readonly from: string; readonly to: string }[]): Promise<void> {
  for (const { from, to } of files) {
    const name = to.replace(/^\/+|\/+$/g, '');
    const { mode, size, isFolder } = await stat(from).then((facts) => ({ ...facts, isFolder: facts.isDirectory() }));
    if (!isFolder) await add(tar, name, readable({ kind: 'file', absolute: from, mode, size }));
    else for await (const found of walkContext(from, [])) await add(tar, posix.join(name, found.path), readable(found));
  }
}

/** Entries of a context below a folder of a container, as a tar stream; they belong to the owner. */
export function packEntries(entries: readonly ContextEntry[], owner: Owner): Readable {
  const tar = pack();
  const fillAll = async () => {
    for (const found of entries) await add(tar, found.path, found, owner);
  };
  fillAll().then(
    () => tar.finalize(),
    (error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return tar as unknown as Readable;
}

/** A service runs as a user of its own, who is neither the owner here nor of his group. */
function readable(found: Content): Content {
  return { ...found, mode: found.mode | (found.kind === 'directory' ? 0o555 : 0o444) };
}

const mtime = new Date(0);

/** By number, as a tar has it. */
export type Owner = { readonly uid: number; readonly gid: number };

type Content = Pick<ContextEntry, 'kind' | 'mode' | 'size' | 'absolute'>;

/** Resolves with what was sent: the target of a link, the SHA-256 of a file. */
async function add(tar: Pack, name: string, found: Content, owner?: Owner): Promise<string> {
  const header = { name, mode: found.mode & 0o777, mtime, ...owner };
  if (found.kind === 'directory') {
    await entry(tar, { ...header, type: 'directory' });
    return '';
  }
  if (found.kind === 'symlink') {
    const linkname = await readlink(found.absolute);
    await entry(tar, { ...header, type: 'symlink', linkname });
    return linkname;
  }
  const hash = createHash('sha256');
  if (found.size === 0) await entry(tar, header, '');
  else {
    // A file that grows while it is read would break the tar: exactly as much as was announced is sent.
    const source = createReadStream(found.absolute, { end: found.size - 1 });
    source.on('data', (chunk) => hash.update(chunk));
    await pipeline(source, tar.entry({ ...header, size: found.size }));
  }
  return hash.digest('hex');
}

function entry(tar: Pack, header: Parameters<Pack['entry']>[0], content?: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const done = (error?: Error | null) => (error ? reject(error) : resolve());
  if (content === undefined) tar.entry(header, done);
  else tar.entry(header, content, done);
  return promise;
}
