import { fewestBinaryRows } from './binary-rows.ts';
import { constructRows } from './constructed-rows.ts';
import type { Cover, CoverModel } from './cover-model.ts';
import { addGreedyRows, addRowsFrom } from './greedy-rows.ts';
import { pinRequired } from './pin-required.ts';
import { createProblem, type Problem } from './problem.ts';
import { createRandom, type Random } from './random.ts';
import { shrinkRows } from './shrink-rows.ts';
import { toSymbols, toValues } from './symbols.ts';

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
  const rows = distinct(findRows(model, problem));
  const table = problem.createTable();
  for (const row of rows) table.cover(row);
  return {
    rows: rows.map((row) => toValues(row, problem.symbols)),
    tuples: problem.createTable().tuples,
    covered: table.tuples - table.open.size,
  };
}

function findRows(model: CoverModel, problem: Problem): readonly Int32Array[] {
  const random = createRandom(0x2f6e2b1);
  const table = problem.createTable();
  const starts = pinRequired(model.required, problem);
  const isFree = [model.forbidden, model.given, model.required].every(({ length }) => length === 0);
  const isPairs = isFree && problem.strength === 2;
  const lowest = Math.max(table.rowsNeeded(), starts.length, isPairs ? fewestRows(model.sizes) : 0);
  addRowsFrom(starts, { problem, table, random, onlyUseful: false });
  addGreedyRows(problem, table, random);
  const constructed = isPairs ? construct(model.sizes, problem, rowsIn(table, problem), random) : undefined;
  if (!constructed) return shrinkRows(problem, table, starts, lowest, random);
  const count = rowsIn(constructed, problem);
  if (count <= lowest || count < rowsIn(table, problem) * clearlyBetter) {
    return shrinkRows(problem, constructed, [], lowest, random);
  }
  const searched = shrinkRows(problem, table, [], lowest, random);
  return searched.length <= count ? searched : shrinkRows(problem, constructed, [], count, random);
}

/** No cover of these axes has fewer rows: each axis with more than one value is at least one with two. */
function fewestRows(sizes: readonly number[]): number {
  return fewestBinaryRows(sizes.filter((size) => size > 1).length);
}

function rowsIn({ rows }: { readonly rows: { readonly end: number } }, { symbols }: Problem): number {
  return rows.end / symbols.sizes.length;
}

function construct(sizes: readonly number[], problem: Problem, most: number, random: Random) {
  const starts = constructRows(sizes, most, random);
  if (!starts) return undefined;
  const table = problem.createTable();
  const { symbols } = problem;
  const partial = starts.map((row) => toSymbols(row, symbols));
  addRowsFrom(partial, { problem, table, random, onlyUseful: true });
  addGreedyRows(problem, table, random);
  return rowsIn(table, problem) <= most ? table : undefined;
}

/** Sorted, and each row once. */
function distinct(rows: readonly Int32Array[]): readonly Int32Array[] {
  const compare = (a: Int32Array, b: Int32Array) => {
    const place = a.findIndex((symbol, axis) => symbol !== b[axis]);
    return place < 0 ? 0 : (a[place] ?? 0) - (b[place] ?? 0);
  };
  return rows.toSorted(compare).filter((row, index, all) => index === 0 || compare(row, all[index - 1] ?? row) !== 0);
}
