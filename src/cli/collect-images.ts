// While a run goes on, what earlier runs have built and nobody wants any more is removed beside it. See
// docs/decisions/0020-which-images-stay.md.

import { setTimeout as delay } from 'node:timers/promises';
import { type BuiltImage, findBuiltImages, layersOf } from '../docker/built-images.ts';
import type { Connection } from '../docker/connect.ts';
import { judgedImages, spentUses } from '../upkeep/image-uses.ts';
import { type ImageBounds, imagesToRemove, usualBounds } from '../upkeep/images-to-remove.ts';
import { dropUse, type NotedUse, noteUse, readUses } from './image-ledger.ts';
import { currentOwner } from './owner.ts';

/** What is being removed when the run ends is waited for so long. */
const patienceMs = 1_000;

export type Collection = {
  /** The run is over, and wants its images no more than any other. Never rejects. */
  end(): Promise<void>;
};

/** Notes which images a run is about to use, before it looks for them; until its end the others are looked through. */
export async function startCollection(
  connection: Connection,
  folder: string,
  use: Omit<NotedUse, 'owner'>,
): Promise<Collection> {
  const stop = new AbortController();
  const isNoted = use.images.length > 0 && (await noteUse(folder, { ...use, owner: currentOwner(use.run) }));
  // On an engine elsewhere there are images of people of whom nothing is known here.
  const collected =
    isNoted && use.isRun && connection.local
      ? collectImages(connection, folder, usualBounds, stop.signal).catch(() => [])
      : Promise.resolve([]);
  return {
    async end() {
      stop.abort();
      await Promise.race([collected, delay(patienceMs, undefined, { ref: false })]);
      if (isNoted) await noteUse(folder, use);
    },
  };
}

/** Removes what the policy gives up, one after another until it is told to stop. Returns what went. */
export async function collectImages(
  { docker, address }: Connection,
  folder: string,
  bounds: ImageBounds,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const now = Date.now();
  const usesNow = async () => (await readUses(folder, now)).filter(({ engine }) => engine === address);
  const [built, uses] = await Promise.all([findBuiltImages(docker), usesNow()]);
  const known = new Set(uses.flatMap(({ images }) => images));
  const images = built.filter(({ key }) => known.has(key));
  const layers = await layersOfAll(docker, images, bounds);
  const found = images.map((image, index) => ({ ...image, layers: layers[index] ?? [] }));
  const gone = new Set<string>();
  for (const { name: key } of imagesToRemove(judgedImages(found, uses), bounds, now)) {
    if (signal.aborted) break;
    // A run that has begun since may have come to want it.
    if ((await usesNow()).some((use) => use.isLive && use.images.includes(key))) continue;
    const removed = await images
      .find((image) => image.key === key)
      ?.remove()
      .then(
        () => true,
        () => false,
      );
    if (removed) gone.add(key);
  }
  const present = new Set(built.map(({ key }) => key).filter((key) => !gone.has(key)));
  await Promise.all(spentUses(present, uses).map((use) => dropUse(folder, use)));
  return [...gone];
}

/** What images share is only asked where it may matter, since it takes two questions for each. */
async function layersOfAll(docker: Connection['docker'], images: readonly BuiltImage[], { bytes }: ImageBounds) {
  const whole = images.map((image) => [{ id: image.id, bytes: image.bytes }]);
  if (images.reduce((sum, image) => sum + image.bytes, 0) <= bytes) return whole;
  const all = [];
  for (const image of images) all.push(await layersOf(docker, image));
  return all;
}
