// Which of the images that were built may go. Built images make the next run quick, so the policy keeps those that a
// next run is likely to want, and bounds the rest by age, by generations and by size. Pure: facts in, names out.

import type { EpochMs } from '../model/event.ts';

export type Layer = { readonly id: string; readonly bytes: number };

export type KeptImage = {
  readonly name: string;
  /**
   * Images that differ in nothing but the files they were built of are generations of one variant; undefined where that
   * is not known.
   */
  readonly variant: string | undefined;
  readonly createdAt: EpochMs;
  /** By a run of which this machine knows. */
  readonly lastUsedAt: EpochMs;
  /** A container stands on it, or a run that goes on wants it. */
  readonly isInUse: boolean;
  /** The last run of some project had it: `matrix repro` and the next run want it. */
  readonly isOfLastRun: boolean;
  /** What it consists of. Images share layers, and a layer takes its room once. */
  readonly layers: readonly Layer[];
};

export type ImageBounds = {
  /** So many of a variant stay, those that were used last. */
  readonly generations: number;
  /** So long an image stays that nobody uses. */
  readonly unusedMs: number;
  /** So much room all of them may take, beside what is in use or was in use by a last run. */
  readonly bytes: number;
  /** A younger one stays in any case: whoever had it built may not have begun to use it. */
  readonly youngMs: number;
};

const hour = 3_600_000;

export const usualBounds: ImageBounds = {
  generations: 2,
  unusedMs: 14 * 24 * hour,
  bytes: 10 * 1024 ** 3,
  youngMs: hour / 6,
};

export type Removal = { readonly name: string; readonly reason: 'age' | 'generation' | 'size' };

/** Those that go, and why. What is in use or young never does; what a last run had goes by nothing but its age. */
export function imagesToRemove(images: readonly KeptImage[], bounds: ImageBounds, now: EpochMs): readonly Removal[] {
  const latestFirst = images.toSorted((a, b) => usedAt(b) - usedAt(a) || (a.name < b.name ? -1 : 1));
  const removals = new Map<string, Removal['reason']>();
  const mayGo = (image: KeptImage) => !image.isInUse && now - image.createdAt >= bounds.youngMs;
  const generations = new Map<string, number>();
  for (const image of latestFirst) {
    const before = image.variant === undefined ? 0 : (generations.get(image.variant) ?? 0);
    if (image.variant !== undefined) generations.set(image.variant, before + 1);
    if (!mayGo(image)) continue;
    if (now - usedAt(image) > bounds.unusedMs) removals.set(image.name, 'age');
    else if (before >= bounds.generations && !image.isOfLastRun) removals.set(image.name, 'generation');
  }
  const left = latestFirst.filter(({ name }) => !removals.has(name));
  for (const name of tooMuch(left, bounds.bytes, mayGo)) removals.set(name, 'size');
  return [...removals].map(([name, reason]) => ({ name, reason }));
}

/** Of what was used longest ago, as much as is needed for the rest to fit. */
function* tooMuch(
  latestFirst: readonly KeptImage[],
  bytes: number,
  mayGo: (image: KeptImage) => boolean,
): Generator<string> {
  const users = new Map<string, { bytes: number; images: number }>();
  for (const layer of latestFirst.flatMap(({ layers }) => layers)) {
    const known = users.get(layer.id) ?? { bytes: layer.bytes, images: 0 };
    users.set(layer.id, { ...known, images: known.images + 1 });
  }
  let taken = [...users.values()].reduce((sum, layer) => sum + layer.bytes, 0);
  for (const image of latestFirst.toReversed()) {
    if (taken <= bytes) return;
    if (!mayGo(image) || image.isOfLastRun) continue;
    yield image.name;
    for (const { id } of image.layers) {
      const layer = users.get(id);
      if (!layer) continue;
      layer.images--;
      if (layer.images === 0) taken -= layer.bytes;
    }
  }
}

/** The room that images take together. */
export function roomOf(images: readonly Pick<KeptImage, 'layers'>[]): number {
  const layers = new Map(images.flatMap(({ layers: all }) => all.map(({ id, bytes }) => [id, bytes] as const)));
  return layers.values().reduce((sum, bytes) => sum + bytes, 0);
}

function usedAt({ createdAt, lastUsedAt }: KeptImage): EpochMs {
  return Math.max(createdAt, lastUsedAt);
}
