// All cells into so many parts, each for a machine of its own. Knows only numbers: cells by their positions, images by
// their names, times in whole milliseconds.

import { cutTogether } from './cut-together.ts';
import { dealLongestFirst } from './deal-longest-first.ts';

/** Positions of cells in ascending order, part by part. */
export type Parts = readonly (readonly number[])[];

/** What a cell costs a machine: its own time, and once for all cells that share it, its image. */
export type Load = { readonly image: string; readonly timeMs: number };

/** The longest machine may take so much longer for cells that share an image to stay together. */
const togetherFactor = 1.1;

/** Cells times parts. Dealing takes a moment for each, and with more of them one cell more or less is little. */
const mostDealt = 10_000_000;

/**
 * Parts of equal size but for one cell; those that share an image, and neighbours among them, stay together. The parts
 * are in the order of their first cells, those without cells at the end.
 */
export function cutEvenly(images: readonly string[], count: number): Parts {
  const order = byImage(images);
  const bound = (index: number) => Math.floor((index * order.length) / count);
  return inOrder(Array.from({ length: count }, (_, at) => order.slice(bound(at), bound(at + 1))));
}

/**
 * Parts that take about as long as each other, where an image that a part needs costs it `imageMs` more. Cut where cells
 * that share an image stay together; where that makes the longest part more than a tenth longer than need be, dealt out
 * one by one. The order is that of `cutEvenly`.
 */
export function cutByTimes(loads: readonly Load[], count: number, imageMs: number): Parts {
  const order = byImage(loads.map(({ image }) => image));
  const sorted = order.flatMap((at) => loads[at] ?? []);
  const together = cutTogether(sorted, count, imageMs).map((part) => part.map((at) => order[at] ?? 0));
  if (loads.length * count > mostDealt) return inOrder(together);
  const dealt = dealLongestFirst(loads, count, imageMs);
  const longest = (parts: Parts) => parts.reduce((most, part) => Math.max(most, loadOf(part, loads, imageMs)), 0);
  return inOrder(longest(together) <= togetherFactor * longest(dealt) ? together : dealt);
}

/** How long a part takes, one cell after the other. */
export function loadOf(part: readonly number[], loads: readonly Load[], imageMs: number): number {
  const images = new Set(part.map((at) => loads[at]?.image));
  return part.reduce((sum, at) => sum + (loads[at]?.timeMs ?? 0), images.size * imageMs);
}

/** All positions, those of the image that comes first at the front. */
function byImage(images: readonly string[]): readonly number[] {
  return [...Map.groupBy(images.keys(), (at) => images[at]).values()].flat();
}

function inOrder(parts: Parts): Parts {
  const first = (part: readonly number[]) => part[0] ?? Number.POSITIVE_INFINITY;
  const sorted = parts.map((part) => part.toSorted((a, b) => a - b));
  return sorted.toSorted((a, b) => (first(a) === first(b) ? 0 : first(a) - first(b)));
}
