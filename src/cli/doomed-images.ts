import { findBuiltImages, roomOfBuilt } from '../docker/built-images.ts';
import type { Connection } from '../docker/connect.ts';
import { formatBytes } from '../report/bytes.ts';
import type { ImageUse } from '../upkeep/image-uses.ts';
import type { Doom } from './doomed.ts';
import { within } from './within.ts';

/** The engine adds it up anew each time, which may take it long. */
const cachePatienceMs = 10_000;

/**
 * All images that were built, but for those that somebody uses: a run that goes on, or a container that is not to be
 * removed as well. Rejects with EngineFailure.
 */
export async function doomedImages({ docker }: Connection, uses: readonly ImageUse[]): Promise<Doom> {
  const wanted = new Set(uses.filter(({ isLive }) => isLive).flatMap(({ images }) => images));
  const built = await findBuiltImages(docker);
  const free = built.filter(({ key }) => !wanted.has(key));
  const [room, cache] = await Promise.all([roomOfBuilt(docker, free), buildCache(docker)]);
  const spared = built.length - free.length;
  return {
    doomed: free.map(({ name, bytes, remove }) => ({ what: `image ${name}`, why: formatBytes(bytes), remove })),
    spared: spared === 0 ? [] : [`${spared} ${spared === 1 ? 'image' : 'images'} of runs that are alive`],
    ...(free.length === 0 ? {} : { freed: `${formatBytes(room)} of images at most` }),
    ...(cache > 0 ? { note: cacheNote(cache) } : {}),
  };
}

function cacheNote(bytes: number): string {
  return `The engine's build cache has ${formatBytes(bytes)}, of all builds on it, yours too: docker builder prune empties it.`;
}

/** What builds keep for the next, in bytes; 0 where the engine does not tell. */
async function buildCache(docker: Connection['docker']): Promise<number> {
  const usage: unknown = await within(cachePatienceMs, docker.df());
  const cache: unknown = typeof usage === 'object' && usage !== null ? Reflect.get(usage, 'BuildCache') : undefined;
  if (!Array.isArray(cache)) return 0;
  const records = cache as readonly { readonly Size?: number; readonly Shared?: boolean }[];
  return records.reduce((sum, { Size = 0, Shared }) => sum + (Shared ? 0 : Size), 0);
}
