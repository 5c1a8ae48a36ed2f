import type { Symbols } from './symbols.ts';

/** All sets of `strength` axes, each with its tuples numbered in mixed radix after those of the sets before it. */
export type AxisSets = {
  readonly strength: number;
  readonly count: number;
  /** `strength` axes a set. */
  readonly axes: Int32Array;
  /** The number of each set's first tuple, and one entry more for the end. */
  readonly starts: Int32Array;
  /**
   * Of each axis, the sets that it is in, as one run of numbers that a loop reads in order, `2 * strength` a set: what
   * to add, the weight of the axis's own symbol, and then each other axis with its symbol's weight. The sum of it all
   * is a tuple's number.
   */
  readonly links: readonly Int32Array[];
};

export function createAxisSets({ sizes, first }: Symbols, strength: number): AxisSets {
  const axes = combinations(sizes.length, strength);
  const count = axes.length / strength;
  const starts = new Int32Array(count + 1);
  const links = sizes.map((): number[] => []);
  for (let set = 0; set < count; set++) {
    const own = axes.subarray(set * strength, (set + 1) * strength);
    const weights = own.map((_, place) =>
      own.subarray(place + 1).reduce((product, axis) => product * (sizes[axis] ?? 0), 1),
    );
    const start = starts[set] ?? 0;
    const base = own.reduce((sum, axis, place) => sum - (weights[place] ?? 0) * (first[axis] ?? 0), start);
    starts[set + 1] = start + (weights[0] ?? 0) * (sizes[own[0] ?? 0] ?? 0);
    own.forEach((axis, place) => {
      links[axis]?.push(base, weights[place] ?? 0);
      own.forEach((other, at) => {
        if (at !== place) links[axis]?.push(other, weights[at] ?? 0);
      });
    });
  }
  return { strength, count, axes, starts, links: links.map((own) => Int32Array.from(own)) };
}

/** All ways to take `strength` of `count` axes, one after another. */
function combinations(count: number, strength: number): Int32Array {
  const all: number[] = [];
  const taken = Array.from({ length: strength }, (_, place) => place);
  for (;;) {
    all.push(...taken);
    let place = strength - 1;
    while (place >= 0 && taken[place] === count - strength + place) place--;
    if (place < 0) return Int32Array.from(all);
    const next = (taken[place] ?? 0) + 1;
    for (let rest = place; rest < strength; rest++) taken[rest] = next + rest - place;
  }
}
