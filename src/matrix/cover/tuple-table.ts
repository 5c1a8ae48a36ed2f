import type { Random } from './random.ts';

/**
 * How many rows contain each tuple. Rows lie one after another in `cells`, as symbols, and begin at `at`. What no
 * allowed row contains counts as contained often, so that no loop has to ask for it.
 */
export type TupleTable = {
  /** Tuples that some allowed row contains. */
  readonly tuples: number;
  /** Of these, how many no row contains. */
  uncovered(): number;
  /** The most uncovered tuples of any one set of axes: so many rows are still needed at least. */
  rowsNeeded(): number;
  /** Puts some uncovered tuple into `tuple`: its axes in order, each followed by its symbol. */
  pick(tuple: Int32Array, random: Random): void;
  /** Uncovered tuples that the row would contain with this symbol in this axis; cells that are free make none. */
  fresh(cells: Int32Array, at: number, axis: number, symbol: number): number;
  /** Tuples that this row alone contains, by its cell of this axis. */
  sole(cells: Int32Array, at: number, axis: number): number;
  /** Changes one cell. A change from or to -1 adds or removes the cell. */
  set(cells: Int32Array, at: number, axis: number, symbol: number): void;
};

/** The count of a tuple that no allowed row contains: out of the reach of counting. */
export const never = 0x4000_0000;

/** The uncovered tuples by number, for adding, removing and drawing at once. */
export type NumberSet = {
  readonly size: () => number;
  readonly add: (number: number) => void;
  readonly remove: (number: number) => void;
  readonly draw: (random: Random) => number;
};

export function createNumberSet(limit: number): NumberSet {
  const members = new Int32Array(limit);
  const places = new Int32Array(limit);
  let size = 0;
  return {
    size: () => size,
    add: (number) => {
      members[size] = number;
      places[number] = size++;
    },
    remove: (number) => {
      const place = places[number] ?? 0;
      const last = members[--size] ?? 0;
      members[place] = last;
      places[last] = place;
    },
    draw: (random) => members[random(size)] ?? 0,
  };
}
