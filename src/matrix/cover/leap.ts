import type { Problem } from './problem.ts';
import type { Random } from './random.ts';
import { toSymbols, toValues } from './symbols.ts';
import type { TupleTable } from './tuple-table.ts';

/** How many rows are tried. */
const rowsTried = 4;

type Leap = {
  readonly problem: Problem;
  readonly table: TupleTable;
  readonly pinned: Uint8Array;
  readonly random: Random;
  readonly tuple: Int32Array;
  /** Rows to choose from, up to a -1; any rows where there are none. */
  readonly blocked: Int32Array;
};

/**
 * Puts a whole tuple into a row, and changes of the rest what would be forbidden with it: of a few rows in the one in
 * which it uncovers least.
 */
export function leap({ problem, table, pinned, random, tuple, blocked }: Leap): void {
  const { cells, end } = table.rows;
  const axes = problem.symbols.sizes.length;
  const choice = blocked.indexOf(-1);
  let best: { readonly at: number; readonly row: Int32Array; readonly open: number } | undefined;
  for (let tried = 0; tried < rowsTried; tried++) {
    const at = choice > 0 ? (blocked[random(choice)] ?? 0) : random(end / axes) * axes;
    const before = cells.slice(at, at + axes);
    const row = rowWith(problem, before, pinned.subarray(at, at + axes), tuple);
    if (!row) continue;
    replaceRow(table, at, row);
    if (best === undefined || table.open.size < best.open) best = { at, row, open: table.open.size };
    replaceRow(table, at, before);
  }
  if (best) replaceRow(table, best.at, best.row);
}

function replaceRow(table: TupleTable, at: number, row: Int32Array): void {
  row.forEach((symbol, axis) => {
    if (table.rows.cells[at + axis] !== symbol) table.set(at, axis, symbol);
  });
}

/** An allowed row with the tuple and what is pinned, and else much as it was. */
function rowWith({ feasibility, symbols }: Problem, row: Int32Array, pinned: Uint8Array, tuple: Int32Array) {
  const own = toValues(row, symbols);
  const partial = own.map((value, axis) => (pinned[axis] === 1 ? value : -1));
  for (const symbol of tuple) {
    const axis = symbols.axisOf[symbol] ?? 0;
    if (pinned[axis] === 1 && row[axis] !== symbol) return undefined;
    partial[axis] = symbol - (symbols.first[axis] ?? 0);
  }
  const completed = feasibility.complete(partial, own);
  return completed && toSymbols(completed, symbols);
}
