import { leap } from './leap.ts';
import { createNeighbours, type Neighbours } from './neighbours.ts';
import type { Problem } from './problem.ts';
import type { Random } from './random.ts';
import type { TupleTable } from './tuple-table.ts';

/** What is left: of steps for this search, and of work for this and others. */
export type Budget = { steps: number; work: number };

/** The work of a leap, for each axis, as near as it can be told. */
const leapWork = 400;
/** One in how many steps leaps, where constraints keep a cell from changing by itself: small changes get caught. */
const leapOdds = 64;

type Search = {
  readonly problem: Problem;
  readonly table: TupleTable;
  /** Cells that stay. */
  readonly pinned: Uint8Array;
  readonly random: Random;
  readonly neighbours: Neighbours;
  /** The tuple to be covered in this step. */
  readonly tuple: Int32Array;
  /** The step from which on each cell may change again. */
  readonly rested: Int32Array;
  /** The rows of this step in which a change would be forbidden. */
  readonly blocked: Int32Array;
  step: number;
};

/**
 * Looks for rows of the same number without an uncovered tuple. Each step draws one, and of all changes of a single
 * cell that would cover it makes the one that uncovers least, unless that cell was changed a moment ago.
 */
export function searchCover(
  problem: Problem,
  table: TupleTable,
  pinned: Uint8Array,
  budget: Budget,
  random: Random,
): boolean {
  const { strength, cellTuples, symbols } = problem;
  const { open, rows } = table;
  const axes = symbols.sizes.length;
  const stepWork = (rows.end / axes + 2 * cellTuples) * strength;
  const neighbours = createNeighbours(table, strength, symbols.axisOf);
  const tuple = new Int32Array(strength);
  const [rested, blocked] = [new Int32Array(rows.end), new Int32Array(rows.end / axes + 1)];
  const search: Search = { problem, table, pinned, random, neighbours, tuple, rested, blocked, step: 0 };
  for (; open.size > 0; search.step++) {
    budget.steps--;
    budget.work -= stepWork;
    if (budget.steps < 0 || budget.work < 0) return false;
    const drawn = random(open.size) * strength;
    for (let place = 0; place < strength; place++) tuple[place] = open.symbols[drawn + place] ?? 0;
    if (takeStep(search)) continue;
    budget.work -= leapWork * axes;
    leap(search);
  }
  return true;
}

/** Makes the best change; false where there is none, or it is time to leap. */
function takeStep(search: Search): boolean {
  const { table, rested, random, problem } = search;
  const best = findChange(search);
  search.blocked[best.blocked] = -1;
  if (best.blocked > 0 && random(leapOdds) === 0) return false;
  if (best.at < 0) return best.isWaiting;
  const axis = problem.symbols.axisOf[best.symbol] ?? 0;
  table.set(best.at, axis, best.symbol);
  rested[best.at + axis] = search.step + 1 + random(3);
  return true;
}

/** The cheapest change to cover the tuple, one of several by chance. */
function findChange({ problem, table, pinned, random, neighbours, tuple, rested, blocked, step }: Search) {
  const { symbols, isAllowedChange } = problem;
  const { cells, sole, end } = table.rows;
  const { axisOf, sizes } = symbols;
  const best = { at: -1, symbol: 0, cost: 0x7fffffff, ties: 0, blocked: 0, isWaiting: false };
  neighbours.find(tuple);
  for (let at = 0; at < end; at += sizes.length) {
    const place = onlyDifference(tuple, cells, at, axisOf);
    if (place < 0) continue;
    const symbol = tuple[place] ?? 0;
    const cell = at + (axisOf[symbol] ?? 0);
    if (pinned[cell] === 1) continue;
    if ((rested[cell] ?? 0) > step) {
      best.isWaiting = true;
      continue;
    }
    if ((sole[cell] ?? 0) - neighbours.count(place) > best.cost) continue;
    const cost = (sole[cell] ?? 0) - neighbours.fresh(place, at);
    if (cost > best.cost) continue;
    if (!isAllowedChange(cells, at, symbol)) {
      blocked[best.blocked++] = at;
      continue;
    }
    best.ties = cost < best.cost ? 1 : best.ties + 1;
    if (best.ties > 1 && random(best.ties) > 0) continue;
    best.cost = cost;
    best.at = at;
    best.symbol = symbol;
  }
  return best;
}

/** The place of the one symbol of the tuple that the row does not have; -1 where there are more. */
function onlyDifference(tuple: Int32Array, cells: Int32Array, at: number, axisOf: Int32Array): number {
  let found = -1;
  for (let place = 0; place < tuple.length; place++) {
    const symbol = tuple[place] ?? 0;
    if (cells[at + (axisOf[symbol] ?? 0)] === symbol) continue;
    if (found >= 0) return -1;
    found = place;
  }
  return found;
}
