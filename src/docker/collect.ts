// Files that a suite has written, out of its container: over the API as a tar stream, of which only regular files below
// the working folder count. What a suite writes there is not to be trusted.

import { matchesGlob, posix } from 'node:path';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { extract } from 'tar-stream';
import { type Collected, EngineFailure, type FileSink } from '../run/engine.ts';
import { engineFailure, statusOf } from './trouble.ts';

/** For one cell. Reports and coverage are far below; what is above is left in the container, and that is told. */
export type CollectLimits = {
  readonly files: number;
  readonly bytes: number;
  /** Of what is taken and of what only lies beside it, and has to come through all the same. */
  readonly entries: number;
  readonly passedBytes: number;
};

const usualLimits: CollectLimits = {
  files: 10_000,
  bytes: 512 * 1024 ** 2,
  entries: 500_000,
  passedBytes: 4 * 1024 ** 3,
};

/** Hands the files that match to the sink, each once. Rejects with EngineFailure. */
export async function collectFiles(
  container: Docker.Container,
  patterns: readonly string[],
  sink: FileSink,
  limits: CollectLimits = usualLimits,
): Promise<Collected> {
  const taken = new Set<string>();
  let bytes = 0;
  let entries = 0;
  let passed = 0;
  try {
    const { Config } = await container.inspect();
    const workdir = Config.WorkingDir || '/';
    for (const pattern of patterns.map((written) => posix.normalize(written))) {
      const base = staticPart(pattern);
      const archive = await archiveOf(container, posix.join(workdir, base));
      if (!archive) continue;
      for await (const entry of (archive as Readable).pipe(extract())) {
        const path = posix.join(posix.dirname(base), entry.header.name);
        const wanted = entry.header.type === 'file' && isInside(path) && matchesGlob(path, pattern) && !taken.has(path);
        const { size = 0 } = entry.header;
        entries += 1;
        if (wanted) bytes += size;
        else passed += size;
        const isTooMuch = bytes > limits.bytes || entries > limits.entries || passed > limits.passedBytes;
        if (isTooMuch || (wanted && taken.size >= limits.files)) {
          (archive as Readable).destroy();
          return { files: taken.size, truncated: true };
        }
        if (wanted) {
          taken.add(path);
          await sink(path, entry as AsyncIterable<Uint8Array>);
        }
        entry.resume();
      }
    }
    return { files: taken.size, truncated: false };
  } catch (error) {
    throw error instanceof EngineFailure ? error : engineFailure('Cannot collect the files of the suite', error);
  }
}

/** The archive of a file or a folder, or undefined when there is none: a suite need not have written anything. */
async function archiveOf(container: Docker.Container, path: string): Promise<NodeJS.ReadableStream | undefined> {
  try {
    return await container.getArchive({ path });
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** The folders of a pattern before its first wildcard: `reports` of `reports/*.xml`. */
function staticPart(pattern: string): string {
  const parts = pattern.split('/');
  const wild = parts.findIndex((part) => /[*?[\]{}()!]/.test(part));
  return wild === -1 ? pattern : parts.slice(0, wild).join('/') || '.';
}

function isInside(path: string): boolean {
  return !posix.isAbsolute(path) && path !== '..' && !path.startsWith('../');
}
