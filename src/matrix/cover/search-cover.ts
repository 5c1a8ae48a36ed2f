import type { Problem } from './problem.ts';
import type { Random } from './random.ts';
import { toSymbols, toValues } from './symbols.ts';
import type { TupleTable } from './tuple-table.ts';

/** What is left: of steps for this search, and of work for this and others. */
export type Budget = { steps: number; work: number };

/** The work of trying whole rows, for each axis, as near as it can be told. */
const leapWork = 400;

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
  const blocked = new Int32Array(rows.end / axes);
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
    let isWaiting = false;
    let blockedCount = 0;
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
      if (pinned[cell] === 1) continue;
      if ((tabuUntil[cell] ?? 0) > step) {
        isWaiting = true;
        continue;
      }
      if ((sole[cell] ?? 0) - others.count(missing) > best) continue;
      const cost = (sole[cell] ?? 0) - others.fresh(missing, at);
      if (cost > best) continue;
      if (!isAllowedChange(cells, at, symbol)) {
        blocked[blockedCount++] = at;
        continue;
      }
      ties = cost < best ? 1 : ties + 1;
      if (ties > 1 && random(ties) > 0) continue;
      best = cost;
      bestAt = at;
      bestSymbol = symbol;
    }
    const isLeap = blockedCount > 0 ? random(leapOdds) === 0 : bestAt < 0 && !isWaiting;
    if (!isLeap && bestAt < 0 && isWaiting) continue;
    if (isLeap || (bestAt < 0 && !isWaiting)) {
      putTuple(problem, table, pinned, tuple, random, blocked.subarray(0, blockedCount));
      budget.work -= leapWork * axes;
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

/** One in how many steps leaps, where constraints keep some cell from changing by itself: small changes alone get caught. */
const leapOdds = 64;
/** How many rows are tried for a tuple that no change of a single cell brings. */
const rowsTried = 4;

/**
 * Puts a whole tuple into a row, and changes of the rest what would be forbidden with it: of a few rows in the one in
 * which it uncovers least.
 */
function putTuple(problem: Problem, table: TupleTable, pinned: Uint8Array, tuple: Int32Array, random: Random, blocked: Int32Array): void {
  const { cells, end } = table.rows;
  const axes = problem.symbols.sizes.length;
  let best: { readonly at: number; readonly row: Int32Array; readonly open: number } | undefined;
  for (let tried = 0; tried < rowsTried; tried++) {
    const at = blocked[random(blocked.length)] ?? random(end / axes) * axes;
    const row = rowWith(problem, cells.slice(at, at + axes), pinned.subarray(at, at + axes), tuple);
    if (!row) continue;
    const before = cells.slice(at, at + axes);
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
