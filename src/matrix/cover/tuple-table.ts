import type { AllowedTuples } from './allowed-tuples.ts';
import { type AxisSets, createAxisSets } from './axis-sets.ts';
import type { OpenTuples } from './open-tuples.ts';
import type { Symbols } from './symbols.ts';
import { createTally, restOf, setCell, settled, type Tally } from './tally.ts';

/** Rows, and the tuples that none of them contains. */
export type TupleTable = {
  /** Tuples that some allowed row contains. */
  readonly tuples: number;
  readonly open: OpenTuples;
  /** To be read only, and anew after rows were added. */
  readonly rows: Pick<Tally, 'axes' | 'cells' | 'sole' | 'end'>;
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

export function createTupleTable(symbols: Symbols, strength: number, allowed: AllowedTuples): TupleTable {
  const axes = symbols.sizes.length;
  const sets = createAxisSets(symbols, strength);
  const tally = createTally(symbols, sets, allowed);
  return {
    tuples: tally.open.size,
    open: tally.open,
    rows: tally,
    rowsNeeded: () => mostOpen(sets, tally.counts),
    fresh: (row, axis, symbol) => countFresh(tally, row, axis, symbol),
    cover: (row) => coverForGood(tally, row),
    append: (row) => appendRow(tally, row),
    remove: (at) => {
      const last = tally.end - axes;
      const row = tally.cells.slice(last, tally.end);
      writeRow(
        tally,
        last,
        row.map(() => -1),
      );
      tally.end = last;
      if (at < last) writeRow(tally, at, row);
    },
    set: (at, axis, symbol) => setCell(tally, at, axis, symbol),
  };
}

function writeRow(tally: Tally, at: number, row: Int32Array): void {
  row.forEach((symbol, axis) => {
    setCell(tally, at, axis, symbol);
  });
}

function appendRow(tally: Tally, row: Int32Array): void {
  const at = tally.end;
  tally.end += row.length;
  if (tally.end > tally.cells.length) {
    tally.cells = grown(tally.cells);
    tally.sole = grown(tally.sole);
  }
  tally.cells.fill(-1, at, tally.end);
  tally.sole.fill(0, at, tally.end);
  writeRow(tally, at, row);
}

function grown(numbers: Int32Array): Int32Array {
  const larger = new Int32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}

function countFresh({ sets, counts }: Tally, row: Int32Array, axis: number, symbol: number): number {
  const stride = 2 * sets.strength;
  const link = sets.links[axis] as Int32Array;
  let found = 0;
  for (let place = 0; place < link.length; place += stride) {
    const rest = restOf(row, 0, link, place, stride);
    if (!Number.isNaN(rest) && counts[rest + symbol * (link[place + 1] ?? 0)] === 0) found++;
  }
  return found;
}

function coverForGood({ sets, counts, open }: Tally, row: Int32Array): void {
  const stride = 2 * sets.strength;
  row.forEach((symbol, axis) => {
    const link = sets.links[axis] as Int32Array;
    for (let place = 0; symbol >= 0 && place < link.length; place += stride) {
      const rest = restOf(row, 0, link, place, stride);
      if (Number.isNaN(rest)) continue;
      const number = rest + symbol * (link[place + 1] ?? 0);
      if (counts[number] === 0) open.remove(number);
      counts[number] = settled;
    }
  });
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
