import type { AllowedTuples } from './allowed-tuples.ts';
import { type AxisSets, createAxisSets } from './axis-sets.ts';
import { createOpenTuples, type OpenTuples } from './open-tuples.ts';
import type { Symbols } from './symbols.ts';

/** Rows, and how many of them contain each tuple. */
export type TupleTable = {
  /** Tuples that some allowed row contains. */
  readonly tuples: number;
  readonly open: OpenTuples;
  readonly rows: RowStore;
  /** The most uncovered tuples of any one set of axes: so many rows are still needed at least. */
  rowsNeeded(): number;
  /** Uncovered tuples that a row would contain with this symbol in this axis; cells that are free make none. */
  fresh(row: Int32Array, axis: number, symbol: number): number;
  /** Counts what the row contains as covered for good. */
  cover(row: Int32Array): void;
  append(row: Int32Array): void;
  /** Takes out the row that begins at `at`; the last one comes to its place. */
  remove(at: number): void;
  /** Changes a cell of the row that begins at `at`. */
  set(at: number, axis: number, symbol: number): void;
};

/** Rows lie one after another in `cells`, as symbols, and are named by where they begin. */
type RowStore = {
  cells: Int32Array;
  /** Of each cell, the tuples by it that no other row contains. */
  sole: Int32Array;
  /** Where the last row ends. */
  end: number;
};

/** The count of a tuple that needs no row: out of the reach of counting, so that no loop has to ask for it. */
const settled = 0x4000_0000;

/**
 * Which row is the only one to contain a tuple is known without a list of its rows: `holders` has the exclusive or of
 * their beginnings, and that of one is itself.
 */
export function createTupleTable(symbols: Symbols, strength: number, allowed: AllowedTuples): TupleTable {
  const axes = symbols.sizes.length;
  const sets = createAxisSets(symbols, strength);
  const { links } = sets;
  const stride = 2 * strength;
  const counts = createCounts(sets, allowed);
  const holders = new Int32Array(counts.length);
  const open = createOpenTuples(counts.length, strength, createTupleWriter(sets, symbols));
  for (let number = 0; number < counts.length; number++) if (counts[number] === 0) open.add(number);
  const rows: RowStore = { cells: new Int32Array(16 * axes), sole: new Int32Array(16 * axes), end: 0 };

  const addSole = (at: number, axis: number, link: Int32Array, place: number, by: number) => {
    const { sole } = rows;
    sole[at + axis] = (sole[at + axis] ?? 0) + by;
    for (let other = place + 2; other < place + stride; other += 2) {
      const cell = at + (link[other] ?? 0);
      sole[cell] = (sole[cell] ?? 0) + by;
    }
  };
  const gain = (number: number, at: number, axis: number, link: Int32Array, place: number) => {
    const count = counts[number] ?? 0;
    const holder = holders[number] ?? 0;
    counts[number] = count + 1;
    holders[number] = holder ^ at;
    if (count > 1) return;
    addSole(count === 0 ? at : holder, axis, link, place, count === 0 ? 1 : -1);
    if (count === 0) open.remove(number);
  };
  const lose = (number: number, at: number, axis: number, link: Int32Array, place: number) => {
    const count = counts[number] ?? 0;
    const holder = (holders[number] ?? 0) ^ at;
    counts[number] = count - 1;
    holders[number] = holder;
    if (count > 2) return;
    addSole(count === 1 ? at : holder, axis, link, place, count === 1 ? -1 : 1);
    if (count === 1) open.add(number);
  };
  /** The number of the row's tuple, but for the axis's own symbol; -1 where a cell is free. */
  const restOf = (row: Int32Array, at: number, link: Int32Array, place: number): number => {
    let number = link[place] ?? 0;
    for (let other = place + 2; other < place + stride; other += 2) {
      const symbol = row[at + (link[other] ?? 0)] ?? -1;
      if (symbol < 0) return Number.NaN;
      number += symbol * (link[other + 1] ?? 0);
    }
    return number;
  };
  const set = (at: number, axis: number, symbol: number) => {
    const { cells } = rows;
    const link = links[axis] ?? counts;
    const before = cells[at + axis] ?? -1;
    for (let place = 0; place < link.length; place += stride) {
      const rest = restOf(cells, at, link, place);
      if (Number.isNaN(rest)) continue;
      const weight = link[place + 1] ?? 0;
      if (before >= 0) lose(rest + before * weight, at, axis, link, place);
      if (symbol >= 0) gain(rest + symbol * weight, at, axis, link, place);
    }
    cells[at + axis] = symbol;
  };
  const append = (row: Int32Array) => {
    const at = rows.end;
    rows.end += axes;
    if (rows.end > rows.cells.length) {
      rows.cells = grown(rows.cells);
      rows.sole = grown(rows.sole);
    }
    rows.cells.fill(-1, at, rows.end);
    rows.sole.fill(0, at, rows.end);
    row.forEach((symbol, axis) => {
      set(at, axis, symbol);
    });
  };
  const clear = (at: number) => {
    for (let axis = 0; axis < axes; axis++) set(at, axis, -1);
  };
  return {
    tuples: open.size,
    open,
    rows,
    set,
    append,
    rowsNeeded: () => mostOpen(sets, counts),
    fresh: (row, axis, symbol) => {
      const link = links[axis] ?? counts;
      let found = 0;
      for (let place = 0; place < link.length; place += stride) {
        if (counts[restOf(row, 0, link, place) + symbol * (link[place + 1] ?? 0)] === 0) found++;
      }
      return found;
    },
    cover: (row) => {
      row.forEach((symbol, axis) => {
        const link = links[axis] ?? counts;
        for (let place = 0; symbol >= 0 && place < link.length; place += stride) {
          const number = restOf(row, 0, link, place) + symbol * (link[place + 1] ?? 0);
          if (counts[number] === 0) open.remove(number);
          if (number >= 0) counts[number] = settled;
        }
      });
    },
    remove: (at) => {
      const last = rows.end - axes;
      const row = rows.cells.slice(last, rows.end);
      clear(at);
      clear(last);
      rows.end = last;
      if (at === last) return;
      row.forEach((symbol, axis) => {
        set(at, axis, symbol);
      });
    },
  };
}

function grown(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
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

function mostOpen({ count, starts }: AxisSets, counts: Int32Array): number {
  let most = 0;
  for (let set = 0; set < count; set++) {
    let found = 0;
    for (let number = starts[set] ?? 0; number < (starts[set + 1] ?? 0); number++) if (counts[number] === 0) found++;
    most = Math.max(most, found);
  }
  return most;
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
