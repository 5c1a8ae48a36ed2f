import type { Problem } from './problem.ts';
import type { Random } from './random.ts';
import type { TupleTable } from './tuple-table.ts';

/** What is left: of steps for this search, and of work for this and others. */
export type Budget = { steps: number; work: number };

/** The work of finding values for a whole row, as a multiple of that of looking at all cells. */
const completionWork = 2;

/**
 * Looks for rows of the same number without an uncovered tuple. Each step draws one, and of all changes of a single
 * cell that would cover it makes the one that uncovers least, unless that cell was changed a moment ago. Cells of
 * `pinned` stay.
 */
export function searchCover(
  problem: Problem,
  table: TupleTable,
  pinned: Uint8Array,
  budget: Budget,
  random: Random,
): boolean {
  const { strength, isAllowedChange, cellTuples } = problem;
  const { open, rows } = table;
  const { cells, sole } = rows;
  const { axisOf, sizes } = problem.symbols;
  const axes = sizes.length;
  const tuple = new Int32Array(strength);
  const tabuUntil = new Int32Array(cells.length);
  const others = createOthers(table, strength, axisOf);
  for (let step = 1; open.size > 0; step++) {
    budget.steps--;
    budget.work -= (rows.end / axes + 2 * cellTuples) * strength;
    if (budget.steps < 0 || budget.work < 0) return false;
    const drawn = random(open.size) * strength;
    for (let place = 0; place < strength; place++) tuple[place] = open.symbols[drawn + place] ?? 0;
    others.find(tuple);
    let best = 0x7fffffff;
    let bestAt = -1;
    let bestSymbol = 0;
    let ties = 0;
    for (let at = 0; at < rows.end; at += axes) {
      let missing = -1;
      for (let place = 0; place < strength; place++) {
        const symbol = tuple[place] ?? 0;
        if (cells[at + (axisOf[symbol] ?? 0)] === symbol) continue;
        missing = missing < 0 ? place : strength;
      }
      if (missing === strength) continue;
      const symbol = tuple[missing] ?? 0;
      const cell = at + (axisOf[symbol] ?? 0);
      if (pinned[cell] === 1 || (tabuUntil[cell] ?? 0) > step) continue;
      if ((sole[cell] ?? 0) - others.count(missing) > best) continue;
      const cost = (sole[cell] ?? 0) - others.fresh(missing, at);
      if (cost > best || !isAllowedChange(cells, at, symbol)) continue;
      ties = cost < best ? 1 : ties + 1;
      if (ties > 1 && random(ties) > 0) continue;
      best = cost;
      bestAt = at;
      bestSymbol = symbol;
    }
    if (bestAt < 0) {
      putTuple(problem, table, pinned, tuple, random);
      budget.work -= completionWork * rows.end;
      continue;
    }
    const axis = axisOf[bestSymbol] ?? 0;
    table.set(bestAt, axis, bestSymbol);
    tabuUntil[bestAt + axis] = step + 1 + random(3);
  }
  return true;
}

/**
 * The uncovered tuples that share a symbol with a drawn one: what a change to that symbol can cover besides. They are
 * few, so that going through them for a row is much less than going through all tuples of the cell.
 */
function createOthers({ open, rows }: TupleTable, strength: number, axisOf: Int32Array) {
  const lists = Array.from({ length: strength }, () => new Int32Array(open.symbols.length / strength));
  const counts = new Int32Array(strength);
  return {
    find: (tuple: Int32Array) => {
      counts.fill(0);
      const end = open.size * strength;
      for (let at = 0; at < end; at++) {
        const symbol = open.symbols[at];
        for (let place = 0; place < strength; place++) {
          if (tuple[place] !== symbol) continue;
          const count = counts[place] ?? 0;
          (lists[place] as Int32Array)[count] = at - (at % strength);
          counts[place] = count + 1;
        }
      }
    },
    count: (place: number): number => counts[place] ?? 0,
    fresh: (place: number, at: number): number => {
      const list = lists[place] as Int32Array;
      const { cells } = rows;
      let found = 0;
      for (let index = (counts[place] ?? 0) - 1; index >= 0; index--) {
        const start = list[index] ?? 0;
        let differences = 0;
        for (let own = start; own < start + strength; own++) {
          const symbol = open.symbols[own] ?? 0;
          if (cells[at + (axisOf[symbol] ?? 0)] !== symbol) differences++;
        }
        // The shared symbol is the one that the row does not have yet.
        if (differences === 1) found++;
      }
      return found;
    },
  };
}

/** Puts a whole tuple into some row, and changes of the rest what would be forbidden with it. */
function putTuple(problem: Problem, table: TupleTable, pinned: Uint8Array, tuple: Int32Array, random: Random): void {
  const { feasibility, symbols } = problem;
  const { first, sizes, axisOf } = symbols;
  const { cells, end } = table.rows;
  const at = random(end / sizes.length) * sizes.length;
  const own = sizes.map((_, axis) => (cells[at + axis] ?? 0) - (first[axis] ?? 0));
  const partial = own.map((value, axis) => (pinned[at + axis] === 1 ? value : -1));
  for (const symbol of tuple) {
    const axis = axisOf[symbol] ?? 0;
    const value = symbol - (first[axis] ?? 0);
    if (pinned[at + axis] === 1 && partial[axis] !== value) return;
    partial[axis] = value;
  }
  feasibility.complete(partial, own)?.forEach((value, axis) => {
    if (value !== own[axis]) table.set(at, axis, (first[axis] ?? 0) + value);
  });
}
