import type { Cover, CoverModel } from './cover-model.ts';
import { addGreedyRows } from './greedy-rows.ts';
import { pinRequired } from './pin-required.ts';
import { createProblem } from './problem.ts';
import { createRandom } from './random.ts';
import { shrinkRows } from './shrink-rows.ts';
import { toValues } from './symbols.ts';

/** TODO */
export function buildCover(model: CoverModel): Cover {
  const strength = Math.min(model.strength, model.sizes.length);
  const problem = createProblem(model, strength);
  if (strength === 0 || !problem.feasibility.extends([])) return { rows: [], tuples: 0, covered: 0 };
  const random = createRandom(0x2f6e2b1);
  const starts = pinRequired(model.required, problem);
  const table = problem.createTable();
  const lowest = Math.max(table.rowsNeeded(), starts.length);
  addGreedyRows(problem, table, starts, random);
  const rows = distinct(shrinkRows(problem, table, starts, lowest, random));
  const check = problem.createTable();
  for (const row of rows) check.cover(row);
  return {
    rows: rows.map((row) => toValues(row, problem.symbols)),
    tuples: check.tuples,
    covered: check.tuples - check.open.size,
  };
}

/** Sorted, and each row once. */
function distinct(rows: readonly Int32Array[]): readonly Int32Array[] {
  const compare = (a: Int32Array, b: Int32Array) => {
    const place = a.findIndex((symbol, axis) => symbol !== b[axis]);
    return place < 0 ? 0 : (a[place] ?? 0) - (b[place] ?? 0);
  };
  return rows.toSorted(compare).filter((row, index, all) => index === 0 || compare(row, all[index - 1] ?? row) !== 0);
}
