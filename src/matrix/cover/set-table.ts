import type { AllowedTuples } from './allowed-tuples.ts';
import type { Symbols } from './symbols.ts';
import { createNumberSet, never, type TupleTable } from './tuple-table.ts';

/** Sets of axes, each with its tuples numbered in mixed radix after those of the sets before it. */
type AxisSets = {
  readonly strength: number;
  readonly count: number;
  /** `strength` entries a set. */
  readonly axes: Int32Array;
  readonly weights: Int32Array;
  /** The number of a set's first tuple, and one entry more for the end. */
  readonly starts: Int32Array;
  /** What to add to the weighed symbols to get a tuple's number: symbols do not begin at 0 in each axis. */
  readonly bases: Int32Array;
  /** The sets that each axis is in. */
  readonly byAxis: readonly Int32Array[];
};

/** Tuples of any strength, by sets of axes. */
export function createSetTable(symbols: Symbols, strength: number, allowed: AllowedTuples): TupleTable {
  const sets = createAxisSets(symbols, strength);
  const counts = createCounts(sets, allowed);
  const open = createNumberSet(counts.length);
  counts.forEach((count, number) => {
    if (count === 0) open.add(number);
  });
  const { axes, weights, bases, byAxis } = sets;
  /** The number of the row's tuple of a set, with the given symbol in the given axis; -1 where a cell is free. */
  const numberOf = (set: number, cells: Int32Array, at: number, axis: number, symbol: number): number => {
    let number = bases[set] ?? 0;
    for (let place = set * strength; place < (set + 1) * strength; place++) {
      const own = axes[place] ?? 0;
      const value = own === axis ? symbol : (cells[at + own] ?? -1);
      if (value < 0) return -1;
      number += value * (weights[place] ?? 0);
    }
    return number;
  };
  const countOf = (wanted: number, cells: Int32Array, at: number, axis: number, symbol: number): number => {
    let found = 0;
    for (const set of byAxis[axis] ?? []) {
      const number = numberOf(set, cells, at, axis, symbol);
      if (number >= 0 && counts[number] === wanted) found++;
    }
    return found;
  };
  const changeAll = (cells: Int32Array, at: number, axis: number, symbol: number, by: number) => {
    for (const set of byAxis[axis] ?? []) {
      const number = numberOf(set, cells, at, axis, symbol);
      if (number < 0) continue;
      const before = counts[number] ?? 0;
      counts[number] = before + by;
      if (before === 0) open.remove(number);
      else if (before + by === 0) open.add(number);
    }
  };
  return {
    tuples: open.size(),
    uncovered: open.size,
    rowsNeeded: () => mostOpenTuples(sets, counts),
    pick: (tuple, random) => place(tuple, open.draw(random), sets, symbols),
    fresh: (cells, at, axis, symbol) => countOf(0, cells, at, axis, symbol),
    sole: (cells, at, axis) => countOf(1, cells, at, axis, cells[at + axis] ?? -1),
    set: (cells, at, axis, symbol) => {
      const before = cells[at + axis] ?? -1;
      if (before >= 0) changeAll(cells, at, axis, before, -1);
      if (symbol >= 0) changeAll(cells, at, axis, symbol, 1);
      cells[at + axis] = symbol;
    },
  };
}

function createAxisSets({ sizes, first }: Symbols, strength: number): AxisSets {
  const axes = Int32Array.from(combinations(sizes.length, strength));
  const count = axes.length / strength;
  const weights = new Int32Array(axes.length);
  const starts = new Int32Array(count + 1);
  const bases = new Int32Array(count);
  const byAxis = sizes.map((): number[] => []);
  for (let set = 0; set < count; set++) {
    const start = starts[set] ?? 0;
    let weight = 1;
    let base = start;
    for (let place = (set + 1) * strength - 1; place >= set * strength; place--) {
      const axis = axes[place] ?? 0;
      weights[place] = weight;
      base -= weight * (first[axis] ?? 0);
      weight *= sizes[axis] ?? 0;
      byAxis[axis]?.push(set);
    }
    bases[set] = base;
    starts[set + 1] = start + weight;
  }
  return { strength, count, axes, weights, starts, bases, byAxis: byAxis.map((own) => Int32Array.from(own)) };
}

/** All ways to take `strength` of `count` axes, one after another. */
function combinations(count: number, strength: number): number[] {
  const all: number[] = [];
  const taken = Array.from({ length: strength }, (_, place) => place);
  for (;;) {
    all.push(...taken);
    let place = strength - 1;
    while (place >= 0 && taken[place] === count - strength + place) place--;
    if (place < 0) return all;
    const next = (taken[place] ?? 0) + 1;
    for (let rest = place; rest < strength; rest++) taken[rest] = next + rest - place;
  }
}

function createCounts({ strength, count, axes, starts }: AxisSets, allowed: AllowedTuples): Int32Array {
  const counts = new Int32Array(starts[count] ?? 0);
  for (let set = 0; set < count; set++) {
    const mask = allowed([...axes.subarray(set * strength, (set + 1) * strength)]);
    const start = starts[set] ?? 0;
    mask?.forEach((bit, index) => {
      if (bit === 0) counts[start + index] = never;
    });
  }
  return counts;
}

function mostOpenTuples({ count, starts }: AxisSets, counts: Int32Array): number {
  let most = 0;
  for (let set = 0; set < count; set++) {
    let open = 0;
    for (let number = starts[set] ?? 0; number < (starts[set + 1] ?? 0); number++) if (counts[number] === 0) open++;
    most = Math.max(most, open);
  }
  return most;
}

/** Writes a tuple, by its number, as axes and symbols. */
function place(tuple: Int32Array, number: number, sets: AxisSets, { first, sizes }: Symbols): void {
  const { strength, axes, weights, starts } = sets;
  let low = 0;
  let high = sets.count;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= number) low = middle;
    else high = middle;
  }
  const index = number - (starts[low] ?? 0);
  for (let own = 0; own < strength; own++) {
    const axis = axes[low * strength + own] ?? 0;
    const weight = weights[low * strength + own] ?? 1;
    tuple[2 * own] = axis;
    tuple[2 * own + 1] = (first[axis] ?? 0) + (Math.floor(index / weight) % (sizes[axis] ?? 1));
  }
}
