// Which runs used which built images: what the policy has to know of each, and which notes of uses have had their day.
// Pure: what is on the engine and what was noted in, what to keep in mind out.

import type { EpochMs } from '../model/event.ts';
import type { ImageKey } from '../model/plan.ts';
import type { RunId } from '../model/run-id.ts';
import type { KeptImage, Layer } from './images-to-remove.ts';

/** That a run used built images of an engine. */
export type ImageUse = {
  readonly run: RunId;
  readonly engine: string;
  /** The project's folder and the matrix's name: of each such pair there is a last run. */
  readonly project: string;
  readonly name: string;
  readonly at: EpochMs;
  readonly images: readonly ImageKey[];
  /** It is a run's, and not that of a shell or of what is only up. */
  readonly isRun: boolean;
  /** What uses them goes on. */
  readonly isLive: boolean;
};

/** A built image as it is on the engine. */
export type FoundImage = {
  readonly key: ImageKey;
  readonly variant: string | undefined;
  readonly createdAt: EpochMs;
  readonly layers: readonly Layer[];
  /** A container stands on it. */
  readonly isInUse: boolean;
};

/**
 * The images that may be judged: those of which a use was noted. Of others nobody here knows who wants them, so they are
 * left out.
 */
export function judgedImages(found: readonly FoundImage[], uses: readonly ImageUse[]): readonly KeptImage[] {
  const lastRuns = lastRunsOf(uses, new Set(found.map(({ key }) => key)));
  return found.flatMap(({ key, ...image }) => {
    const own = uses.filter(({ images }) => images.includes(key));
    if (own.length === 0) return [];
    return [
      {
        ...image,
        name: key,
        lastUsedAt: Math.max(...own.map(({ at }) => at)),
        isInUse: image.isInUse || own.some(({ isLive }) => isLive),
        isOfLastRun: own.some((use) => lastRuns.has(use)),
      },
    ];
  });
}

/** The notes of which nothing is to be learnt any more: each of their images is gone, or was used later as well. */
export function spentUses(present: ReadonlySet<ImageKey>, uses: readonly ImageUse[]): readonly ImageUse[] {
  const lastRuns = lastRunsOf(uses, present);
  const told = new Set<ImageKey>();
  const spent: ImageUse[] = [];
  for (const use of latestFirst(uses)) {
    const news = use.images.filter((key) => present.has(key) && !told.has(key));
    for (const key of news) told.add(key);
    if (!use.isLive && !lastRuns.has(use) && news.length === 0) spent.push(use);
  }
  return spent;
}

/** Of each matrix of each project the newest run that has images left. */
function lastRunsOf(uses: readonly ImageUse[], present: ReadonlySet<ImageKey>): ReadonlySet<ImageUse> {
  const newest = new Map<string, ImageUse>();
  for (const use of latestFirst(uses).toReversed())
    if (use.isRun && use.images.some((key) => present.has(key)))
      newest.set(JSON.stringify([use.project, use.name]), use);
  return new Set(newest.values());
}

function latestFirst(uses: readonly ImageUse[]): readonly ImageUse[] {
  return uses.toSorted((a, b) => b.at - a.at || (a.run < b.run ? 1 : -1));
}
