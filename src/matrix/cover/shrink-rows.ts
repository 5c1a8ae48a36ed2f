import type { Problem } from './problem.ts';
import type { Random } from './random.ts';
import { type Budget, type Rows, searchRows } from './search-rows.ts';
import type { TupleTable } from './tuple-table.ts';

/** In looks at counts, of which an everyday machine does some hundred million a second. */
export const W = { mostWork: 4_000_000_000, perSize: 1000 };

/**
 * Takes a row away and searches for cover with those that are left, again and again, until there are as few as can
 * be or the work is used up. The first `starts.length` rows extend these and stay.
 */
export function shrinkRows(
  problem: Problem,
  table: TupleTable,
  rows: readonly Int32Array[],
  starts: readonly Int32Array[],
  lowest: number,
  random: Random,
): readonly Int32Array[] {
  const axes = problem.symbols.sizes.length;
  const cells = new Int32Array(rows.length * axes);
  rows.forEach((row, index) => {
    cells.set(row, index * axes);
  });
  const pinned = new Uint8Array(cells.length);
  starts.forEach((start, index) => {
    start.forEach((symbol, axis) => {
      pinned[index * axes + axis] = symbol < 0 ? 0 : 1;
    });
  });
  const budget: Budget = { left: Math.min(W.mostWork, W.perSize * table.tuples * rows.length * problem.cellCost) };
  let best = cells.slice();
  for (let count = rows.length; count > lowest; ) {
    removeRow(problem, table, { cells, pinned, count }, starts.length);
    count--;
    if (!searchRows(problem, table, { cells, pinned, count }, budget, random)) break;
    best = cells.slice(0, count * axes);
  }
  return Array.from({ length: best.length / axes }, (_, index) => best.slice(index * axes, (index + 1) * axes));
}

/** Takes the row away whose tuples are most in other rows too; the last row comes to its place. */
function removeRow(problem: Problem, table: TupleTable, { cells, count }: Rows, pinnedRows: number): void {
  const axes = problem.symbols.sizes.length;
  let least = Number.POSITIVE_INFINITY;
  let leastAt = 0;
  for (let at = pinnedRows * axes; at < count * axes; at += axes) {
    let sole = 0;
    for (let axis = 0; axis < axes; axis++) sole += table.sole(cells, at, axis);
    if (sole >= least) continue;
    least = sole;
    leastAt = at;
  }
  for (let axis = 0; axis < axes; axis++) table.set(cells, leastAt, axis, -1);
  cells.copyWithin(leastAt, (count - 1) * axes, count * axes);
}
