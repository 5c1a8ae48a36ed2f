import { type AllowedChange, createAllowedChange } from './allowed-change.ts';
import { createAllowedTuples } from './allowed-tuples.ts';
import type { CoverModel } from './cover-model.ts';
import { createFeasibility, type Feasibility } from './create-feasibility.ts';
import { createSymbols, type Symbols, toSymbols } from './symbols.ts';
import { createTupleTable, type TupleTable } from './tuple-table.ts';

/** A model made ready to be worked on. */
export type Problem = {
  readonly symbols: Symbols;
  readonly strength: number;
  readonly feasibility: Feasibility;
  readonly isAllowedChange: AllowedChange;
  /** A table in which the given rows are counted, and nothing else. */
  createTable(): TupleTable;
  /** How many tuples a cell is in. */
  readonly cellTuples: number;
};

export function createProblem({ sizes, forbidden, given }: CoverModel, strength: number): Problem {
  const symbols = createSymbols(sizes);
  const feasibility = createFeasibility(sizes, forbidden);
  const allowed = createAllowedTuples(sizes, feasibility);
  let cellTuples = 1;
  for (let taken = 1; taken < strength; taken++) cellTuples *= (sizes.length - taken) / taken;
  return {
    symbols,
    strength,
    feasibility,
    isAllowedChange: createAllowedChange(symbols, forbidden),
    createTable: () => {
      const table = createTupleTable(symbols, strength, allowed);
      for (const row of given) table.cover(toSymbols(row, symbols));
      return table;
    },
    cellTuples: Math.round(cellTuples),
  };
}
