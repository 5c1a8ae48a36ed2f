import { fewestBinaryRows } from './binary-rows.ts';
import { algebraicRows, turnedRows } from './constructed-rows.ts';
import type { Cover, CoverModel } from './cover-model.ts';
import { addGreedyRows, addRowsFrom } from './greedy-rows.ts';
import { pinRequired } from './pin-required.ts';
import { createProblem, type Problem } from './problem.ts';
import { createRandom, type Random } from './random.ts';
import { shrinkRows } from './shrink-rows.ts';
import { toSymbols, toValues } from './symbols.ts';
import type { TupleTable } from './tuple-table.ts';

/** A construction that saves as much has a structure that the search cannot find; otherwise the search does better. */
const clearlyBetter = 0.93;

/**
 * Few rows that together contain every tuple of `strength` values that an allowed row can contain. The same model
 * gives the same rows at every time and on every machine: work is counted and never timed.
 *
 * - Rows are grown as by AETG: David M. Cohen, Siddhartha R. Dalal, Michael L. Fredman, Gardner C. Patton, The AETG
 *   system: an approach to testing based on combinatorial design, 1997.
 * - Then a row is taken away and the rest repaired by a tabu search that covers one tuple in each step, again and
 *   again: Kari J. Nurmela, Upper bounds for covering arrays by tabu search, 2004; Jinkun Lin, Chuan Luo, Shaowei Cai,
 *   Kaile Su, Dan Hao, Lu Zhang, TCA: an efficient two-mode meta-heuristic algorithm for combinatorial test generation,
 *   2015.
 * - Pairs of two-valued axes have a known optimum: Gyula Katona, Two applications (for search theory and truth
 *   functions) of Sperner type theorems, 1973; Daniel J. Kleitman, Joel Spencer, Families of k-independent sets, 1973.
 * - Pairs of few axes are orthogonal arrays over finite fields: Kenneth A. Bush, Orthogonal arrays of index unity,
 *   1952; with axes of different sizes: Lucia Moura, John Stardom, Brett Stevens, Alan Williams, Covering arrays with
 *   mixed alphabet sizes, 2003.
 * - Pairs of many axes of many values come from rows that a cyclic group turns: Karen Meagher, Brett Stevens, Group
 *   construction of covering arrays, 2005, with rows that need not be each other's shifts, and up to two values that
 *   stay.
 */
export function buildCover(model: CoverModel): Cover {
  const strength = Math.min(model.strength, model.sizes.length);
  const problem = createProblem(model, strength);
  if (strength === 0 || !problem.feasibility.extends([])) return { rows: [], tuples: 0, covered: 0 };
  const table = problem.createTable();
  const rows = distinct(findRows(model, problem, table));
  const check = problem.createTable();
  for (const row of rows) check.cover(row);
  return {
    rows: rows.map((row) => toValues(row, problem.symbols)),
    tuples: check.tuples,
    covered: check.tuples - check.open.size,
  };
}

function findRows(model: CoverModel, problem: Problem, table: TupleTable): readonly Int32Array[] {
  const random = createRandom(0x2f6e2b1);
  const isFree = [model.forbidden, model.given, model.required].every(({ length }) => length === 0);
  return isFree && problem.strength === 2
    ? findFreePairs(model.sizes, problem, table, random)
    : findAnyRows(model, problem, table, random);
}

function findAnyRows(model: CoverModel, problem: Problem, table: TupleTable, random: Random) {
  const starts = pinRequired(model.required, problem);
  const lowest = Math.max(table.rowsNeeded(), starts.length);
  addRowsFrom(starts, { problem, table, random, onlyUseful: false });
  addGreedyRows(problem, table, random);
  return shrinkRows(problem, table, starts, lowest, random);
}

/** Without constraints there are constructions, which are the best where they fit, and the search where they do not. */
function findFreePairs(sizes: readonly number[], problem: Problem, table: TupleTable, random: Random) {
  const lowest = Math.max(table.rowsNeeded(), fewestRows(sizes));
  const algebraic = construct(algebraicRows(sizes), problem, random);
  if (algebraic && rowsIn(algebraic) <= lowest) return shrinkRows(problem, algebraic, [], lowest, random);
  addGreedyRows(problem, table, random);
  const most = Math.min(rowsIn(table), algebraic ? rowsIn(algebraic) : Number.POSITIVE_INFINITY);
  const best = construct(turnedRows(sizes, most, random), problem, random) ?? algebraic;
  if (best && rowsIn(best) < rowsIn(table) * clearlyBetter) return shrinkRows(problem, best, [], lowest, random);
  const searched = shrinkRows(problem, table, [], lowest, random);
  return best && rowsIn(best) < searched.length ? shrinkRows(problem, best, [], rowsIn(best), random) : searched;
}

/** No cover of these axes has fewer rows: each axis with more than one value is at least one with two. */
function fewestRows(sizes: readonly number[]): number {
  return fewestBinaryRows(sizes.filter((size) => size > 1).length);
}

function rowsIn({ rows }: TupleTable): number {
  return rows.end / rows.axes;
}

/** The partial rows in a table, with the cells that are free filled, and with other rows where they are no cover. */
function construct(starts: readonly (readonly number[])[] | undefined, problem: Problem, random: Random) {
  if (!starts) return undefined;
  const table = problem.createTable();
  const partial = starts.map((row) => toSymbols(row, problem.symbols));
  addRowsFrom(partial, { problem, table, random, onlyUseful: true });
  addGreedyRows(problem, table, random);
  return table;
}

/** Sorted, and each row once. */
function distinct(rows: readonly Int32Array[]): readonly Int32Array[] {
  const compare = (a: Int32Array, b: Int32Array) => {
    const place = a.findIndex((symbol, axis) => symbol !== b[axis]);
    return place < 0 ? 0 : (a[place] ?? 0) - (b[place] ?? 0);
  };
  return rows.toSorted(compare).filter((row, index, all) => index === 0 || compare(row, all[index - 1] ?? row) !== 0);
}
