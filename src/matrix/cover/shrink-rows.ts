import type { Problem } from './problem.ts';
import type { Random } from './random.ts';
import { type Budget, searchCover } from './search-cover.ts';
import type { TupleTable } from './tuple-table.ts';

/** Work on one model altogether, in comparisons of a search, of which a machine does some hundred million a second. */
const mostWork = 400_000_000;
/** How long to search for one row less: covers that are there at all are found sooner, as a rule. */
const stepsPerTuple = 40;

/**
 * Takes a row away and searches for cover with those that are left, again and again, until there are as few as can
 * be or the work is used up. The first rows extend `starts` and stay.
 */
export function shrinkRows(
  problem: Problem,
  table: TupleTable,
  starts: readonly Int32Array[],
  lowest: number,
  random: Random,
): readonly Int32Array[] {
  const axes = problem.symbols.sizes.length;
  const { rows } = table;
  const pinned = new Uint8Array(rows.end);
  starts.forEach((start, index) => {
    start.forEach((symbol, axis) => {
      pinned[index * axes + axis] = symbol < 0 ? 0 : 1;
    });
  });
  const budget: Budget = { work: mostWork, steps: 0 };
  let best = rows.cells.slice(0, rows.end);
  while (best.length > lowest * axes) {
    table.remove(leastNeeded(table, axes, starts.length));
    budget.steps = stepsPerTuple * table.tuples;
    if (!searchCover(problem, table, pinned, budget, random)) break;
    best = rows.cells.slice(0, rows.end);
  }
  return Array.from({ length: best.length / axes }, (_, index) => best.slice(index * axes, (index + 1) * axes));
}

/** The row whose tuples are most in other rows too. */
function leastNeeded({ rows }: TupleTable, axes: number, pinnedRows: number): number {
  let least = Number.POSITIVE_INFINITY;
  let leastAt = 0;
  for (let at = pinnedRows * axes; at < rows.end; at += axes) {
    const sole = rows.sole.subarray(at, at + axes).reduce((sum, own) => sum + own, 0);
    if (sole >= least) continue;
    least = sole;
    leastAt = at;
  }
  return leastAt;
}
