import type { AllowedTuples } from './allowed-tuples.ts';
import type { AxisSets } from './axis-sets.ts';
import { createOpenTuples, type OpenTuples } from './open-tuples.ts';
import type { Symbols } from './symbols.ts';

/**
 * How many rows contain each tuple, by its number. Rows lie one after another in `cells`, as symbols, and are named by
 * where they begin. Which row is the only one to contain a tuple is known without a list of its rows: `holders` has
 * the exclusive or of their beginnings, and that of one is itself.
 */
export type Tally = {
  /** Cells in a row. */
  readonly axes: number;
  readonly sets: AxisSets;
  readonly counts: Int32Array;
  readonly holders: Int32Array;
  readonly open: OpenTuples;
  cells: Int32Array;
  /** Of each cell, the tuples by it that no other row contains. */
  sole: Int32Array;
  /** Where the last row ends. */
  end: number;
};

/** The count of a tuple that needs no row: out of the reach of counting, so that no loop has to ask for it. */
export const settled = 0x4000_0000;

export function createTally(symbols: Symbols, sets: AxisSets, allowed: AllowedTuples): Tally {
  const counts = createCounts(sets, allowed);
  const open = createOpenTuples(counts.length, sets.strength, createTupleWriter(sets, symbols));
  for (let number = 0; number < counts.length; number++) if (counts[number] === 0) open.add(number);
  const axes = symbols.sizes.length;
  const room = 16 * axes;
  const holders = new Int32Array(counts.length);
  return { axes, sets, counts, holders, open, cells: new Int32Array(room), sole: new Int32Array(room), end: 0 };
}

/**
 * The number of the row's tuple in the set of this link, without the own axis's symbol; not a number where a cell is
 * free.
 */
export function restOf(row: Int32Array, at: number, link: Int32Array, place: number, stride: number): number {
  let number = link[place] ?? 0;
  for (let other = place + 2; other < place + stride; other += 2) {
    const symbol = row[at + (link[other] ?? 0)] ?? -1;
    if (symbol < 0) return Number.NaN;
    number += symbol * (link[other + 1] ?? 0);
  }
  return number;
}

/** Changes a cell of the row that begins at `at`; -1 makes it free. */
export function setCell(tally: Tally, at: number, axis: number, symbol: number): void {
  const { cells, sets } = tally;
  const stride = 2 * sets.strength;
  const link = sets.links[axis] as Int32Array;
  const before = cells[at + axis] ?? -1;
  for (let place = 0; place < link.length; place += stride) {
    const rest = restOf(cells, at, link, place, stride);
    if (Number.isNaN(rest)) continue;
    const weight = link[place + 1] ?? 0;
    if (before >= 0) lose(tally, rest + before * weight, at, axis, link, place);
    if (symbol >= 0) gain(tally, rest + symbol * weight, at, axis, link, place);
  }
  cells[at + axis] = symbol;
}

function gain(tally: Tally, number: number, at: number, axis: number, link: Int32Array, place: number): void {
  const { counts, holders } = tally;
  const count = counts[number] ?? 0;
  const holder = holders[number] ?? 0;
  counts[number] = count + 1;
  holders[number] = holder ^ at;
  if (count > 1) return;
  addSole(tally, count === 0 ? at : holder, axis, link, place, count === 0 ? 1 : -1);
  if (count === 0) tally.open.remove(number);
}

function lose(tally: Tally, number: number, at: number, axis: number, link: Int32Array, place: number): void {
  const { counts, holders } = tally;
  const count = counts[number] ?? 0;
  const holder = (holders[number] ?? 0) ^ at;
  counts[number] = count - 1;
  holders[number] = holder;
  if (count > 2) return;
  addSole(tally, count === 1 ? at : holder, axis, link, place, count === 1 ? -1 : 1);
  if (count === 1) tally.open.add(number);
}

function addSole(tally: Tally, at: number, axis: number, link: Int32Array, place: number, by: number): void {
  const { sole, sets } = tally;
  sole[at + axis] = (sole[at + axis] ?? 0) + by;
  for (let other = place + 2; other < place + 2 * sets.strength; other += 2) {
    const cell = at + (link[other] ?? 0);
    sole[cell] = (sole[cell] ?? 0) + by;
  }
}

function createCounts({ strength, count, axes, starts }: AxisSets, allowed: AllowedTuples): Int32Array {
  const counts = new Int32Array(starts[count] ?? 0);
  for (let set = 0; set < count; set++) {
    const mask = allowed([...axes.subarray(set * strength, (set + 1) * strength)]);
    const start = starts[set] ?? 0;
    mask?.forEach((bit, index) => {
      if (bit === 0) counts[start + index] = settled;
    });
  }
  return counts;
}

/** Writes the symbols of a tuple by its number. */
function createTupleWriter({ strength, count, axes, starts }: AxisSets, { first, sizes }: Symbols) {
  const setOf = new Int32Array(starts[count] ?? 0);
  for (let set = 0; set < count; set++) setOf.fill(set, starts[set], starts[set + 1]);
  return (number: number, symbols: Int32Array, at: number) => {
    const set = setOf[number] ?? 0;
    let rest = number - (starts[set] ?? 0);
    for (let place = strength - 1; place >= 0; place--) {
      const axis = axes[set * strength + place] ?? 0;
      const size = sizes[axis] ?? 1;
      symbols[at + place] = (first[axis] ?? 0) + (rest % size);
      rest = Math.floor(rest / size);
    }
  };
}
