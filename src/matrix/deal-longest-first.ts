import type { Load, Parts } from './cut-shards.ts';

/**
 * Deals loads out, the longest first, each to the part that is then the least loaded: R. L. Graham, Bounds on
 * multiprocessing timing anomalies, 1969. Without images to pay for, the longest part is at most 4/3 - 1/(3 * count) of
 * the shortest that it could be. A part pays `imageMs` for each image that it gets first; among equals it goes to the
 * first part.
 */
export function dealLongestFirst(loads: readonly Load[], count: number, imageMs: number): Parts {
  const parts = Array.from({ length: count }, () => ({ cells: [] as number[], images: new Set<string>(), load: 0 }));
  const longestFirst = [...loads.entries()].toSorted(([, a], [, b]) => b.timeMs - a.timeMs);
  for (const [at, { image, timeMs }] of longestFirst) {
    const loadWith = ({ load, images }: (typeof parts)[number]) => load + timeMs + (images.has(image) ? 0 : imageMs);
    const part = parts.reduce((least, other) => (loadWith(other) < loadWith(least) ? other : least));
    part.load = loadWith(part);
    part.cells.push(at);
    part.images.add(image);
  }
  return parts.map(({ cells }) => cells);
}
