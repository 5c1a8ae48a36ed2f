import type { CoverModel } from './cover-model.ts';
import { createProblem } from './problem.ts';
import { toSymbols } from './symbols.ts';

/** How many of the tuples that a cover of the model has to have these rows have; -1 where a row has no value. */
export function countCovered(model: CoverModel, rows: readonly (readonly number[])[]): number {
  const strength = Math.min(model.strength, model.sizes.length);
  const problem = createProblem({ ...model, given: [] }, strength);
  if (strength === 0 || !problem.feasibility.extends([])) return 0;
  const table = problem.createTable();
  for (const row of rows) table.cover(toSymbols(row, problem.symbols));
  return table.tuples - table.open.size;
}
