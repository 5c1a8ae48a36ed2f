import type { Load, Parts } from './cut-shards.ts';

/**
 * Cuts a sequence into parts of neighbours such that the longest is as short as such parts allow: the linear partition
 * problem, solved by searching for the least capacity into which filling up one part after the other fits (Steven S.
 * Skiena, The Algorithm Design Manual, on linear partition; the search is by halves). With that capacity each part then
 * takes no more than its share of what is left. No part is empty unless there are fewer loads than parts. Cells of an
 * image have to stand together. The longest is at most twice the best of any parts, and one image.
 */
export function cutTogether(loads: readonly Load[], count: number, imageMs: number): Parts {
  const cost = costOf(loads, imageMs);
  const capacity = leastCapacity(loads.length, count, cost);
  const needed = partsNeeded(loads.length, capacity, cost);
  const parts: number[][] = [];
  let from = 0;
  for (let left = count; left > 0; left--) {
    const share = cost(from, loads.length) / left;
    let to = from;
    while (to < loads.length) {
      const mayEnd = to > from && (needed[to] ?? 0) <= left - 1;
      // Who comes after has to get something, and the half of a cell decides on which side of the share it falls.
      const mustEnd = loads.length - to <= left - 1 && to > from;
      const overShare = (cost(from, to) + cost(from, to + 1)) / 2 > share;
      if (mustEnd || (mayEnd && (overShare || cost(from, to + 1) > capacity))) break;
      to++;
    }
    parts.push(Array.from({ length: to - from }, (_, at) => from + at));
    from = to;
  }
  return parts;
}

/** What the loads from one position to before another cost together. */
type Cost = (from: number, to: number) => number;

function costOf(loads: readonly Load[], imageMs: number): Cost {
  const times = [0];
  const images = [0];
  for (const [at, { image, timeMs }] of loads.entries()) {
    times.push((times[at] ?? 0) + timeMs);
    images.push((images[at] ?? 0) + (at > 0 && loads[at - 1]?.image !== image ? 1 : 0));
  }
  return (from, to) => {
    if (from >= to) return 0;
    const changes = (images[to] ?? 0) - (images[from + 1] ?? 0);
    return (times[to] ?? 0) - (times[from] ?? 0) + (changes + 1) * imageMs;
  };
}

function leastCapacity(length: number, count: number, cost: Cost): number {
  let low = 0;
  for (let at = 0; at < length; at++) low = Math.max(low, cost(at, at + 1));
  let high = Math.max(low, cost(0, length));
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((partsNeeded(length, middle, cost)[0] ?? 0) <= count) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Of each position, how few parts of the capacity hold all from there to the end. No cell alone may exceed it. */
function partsNeeded(length: number, capacity: number, cost: Cost): readonly number[] {
  const needed = new Array<number>(length + 1).fill(0);
  let to = length;
  for (let from = length - 1; from >= 0; from--) {
    while (cost(from, to) > capacity) to--;
    needed[from] = 1 + (needed[to] ?? 0);
  }
  return needed;
}
