import { type AllowedChange, createAllowedChange } from './allowed-change.ts';
import { createAllowedTuples } from './allowed-tuples.ts';
import type { CoverModel } from './cover-model.ts';
import { createFeasibility, type Feasibility } from './create-feasibility.ts';
import { createPairTable } from './pair-table.ts';
import { createSetTable } from './set-table.ts';
import { createSymbols, type Symbols, toSymbols } from './symbols.ts';
import type { TupleTable } from './tuple-table.ts';

/** A model made ready to be worked on. */
export type Problem = {
  readonly symbols: Symbols;
  readonly strength: number;
  readonly feasibility: Feasibility;
  readonly isAllowedChange: AllowedChange;
  /** A table in which the given rows are counted, and nothing else. */
  createTable(): TupleTable;
  /** What it costs to look at all tuples of one cell: the unit of every budget is the look at one count. */
  readonly cellCost: number;
};

export function createProblem(model: CoverModel, strength: number): Problem {
  const { sizes, forbidden, given } = model;
  const symbols = createSymbols(sizes);
  const feasibility = createFeasibility(sizes, forbidden);
  const allowed = createAllowedTuples(sizes, feasibility);
  const createTable = () => {
    const table = strength === 2 ? createPairTable(symbols, allowed) : createSetTable(symbols, strength, allowed);
    for (const row of given) addRow(table, toSymbols(row, symbols));
    return table;
  };
  let cellCost = Math.max(1, strength - 1);
  for (let taken = 1; taken < strength; taken++) cellCost *= (sizes.length - taken) / taken;
  return {
    symbols,
    strength,
    feasibility,
    isAllowedChange: createAllowedChange(symbols, forbidden),
    createTable,
    cellCost: Math.ceil(cellCost),
  };
}

/** Counts a row, or what of it is not free. */
export function addRow(table: TupleTable, row: Int32Array): void {
  const cells = new Int32Array(row.length).fill(-1);
  row.forEach((symbol, axis) => {
    if (symbol >= 0) table.set(cells, 0, axis, symbol);
  });
}
