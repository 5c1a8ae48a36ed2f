import type { Problem } from './problem.ts';
import type { Random } from './random.ts';
import type { TupleTable } from './tuple-table.ts';

/** Rows one after another in `cells`, of which `pinned` ones must stay. All of them are allowed. */
export type Rows = { readonly cells: Int32Array; readonly pinned: Uint8Array; readonly count: number };

export type Budget = { left: number };

/**
 * Looks for rows of the same number without an uncovered tuple. Each step draws one, and of all changes of a single
 * cell that would cover it makes the one that uncovers least, unless that cell was changed a moment ago.
 */
export function searchRows(problem: Problem, table: TupleTable, rows: Rows, budget: Budget, random: Random): boolean {
  const { strength, isAllowedChange, cellCost } = problem;
  const { cells, pinned, count } = rows;
  const axes = problem.symbols.sizes.length;
  const tuple = new Int32Array(2 * strength);
  const tabuUntil = new Int32Array(cells.length);
  for (let step = 1; table.uncovered() > 0; step++) {
    if (budget.left < 0) return false;
    table.pick(tuple, random);
    let best = 0x7fffffff;
    let bestAt = -1;
    let bestAxis = 0;
    let bestSymbol = 0;
    let ties = 0;
    for (let at = 0; at < count * axes; at += axes) {
      const place = onlyDifference(tuple, cells, at);
      if (place < 0) continue;
      const axis = tuple[place] ?? 0;
      const symbol = tuple[place + 1] ?? 0;
      if (pinned[at + axis] === 1 || (tabuUntil[at + axis] ?? 0) > step) continue;
      if (!isAllowedChange(cells, at, axis, symbol)) continue;
      const cost = table.sole(cells, at, axis) - table.fresh(cells, at, axis, symbol);
      budget.left -= cellCost;
      if (cost > best) continue;
      ties = cost < best ? 1 : ties + 1;
      if (ties > 1 && random(ties) > 0) continue;
      best = cost;
      bestAt = at;
      bestAxis = axis;
      bestSymbol = symbol;
    }
    budget.left -= count + 4 * cellCost;
    if (bestAt < 0) {
      putTuple(problem, table, rows, tuple, random);
      continue;
    }
    table.set(cells, bestAt, bestAxis, bestSymbol);
    tabuUntil[bestAt + bestAxis] = step + 1 + TENURE() + random(TENURE());
  }
  return true;
}
export const T = { tenure: 3 };
const TENURE = () => T.tenure;

/** The place of the one axis in which the row has another symbol than the tuple; -1 where there are more. */
function onlyDifference(tuple: Int32Array, cells: Int32Array, at: number): number {
  let found = -1;
  for (let place = 0; place < tuple.length; place += 2) {
    if (cells[at + (tuple[place] ?? 0)] === tuple[place + 1]) continue;
    if (found >= 0) return -1;
    found = place;
  }
  return found;
}

/** Puts a whole tuple into some row, and changes of the rest what would be forbidden with it. */
function putTuple(
  problem: Problem,
  table: TupleTable,
  { cells, pinned, count }: Rows,
  tuple: Int32Array,
  random: Random,
) {
  const { feasibility, symbols } = problem;
  const { first, sizes } = symbols;
  const at = random(count) * sizes.length;
  const own = sizes.map((_, axis) => (cells[at + axis] ?? 0) - (first[axis] ?? 0));
  const partial = own.map((value, axis) => (pinned[at + axis] === 1 ? value : -1));
  for (let place = 0; place < tuple.length; place += 2) {
    const axis = tuple[place] ?? 0;
    const value = (tuple[place + 1] ?? 0) - (first[axis] ?? 0);
    if (pinned[at + axis] === 1 && partial[axis] !== value) return;
    partial[axis] = value;
  }
  feasibility.complete(partial, own)?.forEach((value, axis) => {
    if (value !== own[axis]) table.set(cells, at, axis, (first[axis] ?? 0) + value);
  });
}
