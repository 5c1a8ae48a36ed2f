import type { TupleTable } from './tuple-table.ts';

/** The uncovered tuples that share a symbol with the drawn one. */
export type Neighbours = {
  find(tuple: Int32Array): void;
  /** How many share the symbol at this place. */
  count(place: number): number;
  /** How many of these the row that begins at `at` would contain if it had that symbol, which it has not. */
  fresh(place: number, at: number): number;
};

/**
 * What a change to a symbol of the drawn tuple can cover besides is among its neighbours. They are few, so that going
 * through them for each row is much less than going through all tuples of the cell.
 */
export function createNeighbours({ open, rows }: TupleTable, strength: number, axisOf: Int32Array): Neighbours {
  const lists = Array.from({ length: strength }, () => new Int32Array(open.symbols.length / strength));
  const counts = new Int32Array(strength);
  const { cells } = rows;
  return {
    find: (tuple) => {
      counts.fill(0);
      const end = open.size * strength;
      for (let at = 0; at < end; at++) {
        const symbol = open.symbols[at];
        for (let place = 0; place < strength; place++) {
          if (tuple[place] !== symbol) continue;
          const count = counts[place] ?? 0;
          (lists[place] as Int32Array)[count] = at - (at % strength);
          counts[place] = count + 1;
        }
      }
    },
    count: (place) => counts[place] ?? 0,
    fresh: (place, at) => {
      const list = lists[place] as Int32Array;
      let found = 0;
      for (let index = (counts[place] ?? 0) - 1; index >= 0; index--) {
        const start = list[index] ?? 0;
        let differences = 0;
        for (let own = start; own < start + strength; own++) {
          const symbol = open.symbols[own] ?? 0;
          if (cells[at + (axisOf[symbol] ?? 0)] !== symbol) differences++;
        }
        if (differences === 1) found++;
      }
      return found;
    },
  };
}
