import type { Problem } from './problem.ts';
import type { Random } from './random.ts';
import { toValues } from './symbols.ts';
import type { TupleTable } from './tuple-table.ts';

/** A budget of work, in looks at counts, that is the same on every machine. */
const mostWork = 100_000_000;
const mostCandidates = 4;

/**
 * Row after row, each the best of several candidates, until every tuple is covered. A candidate begins with a tuple
 * that is still uncovered, so that every row gets somewhere, and takes axis by axis, in random order, the value that
 * covers most.
 */
export function addGreedyRows(problem: Problem, table: TupleTable, random: Random): void {
  const { symbols, cellTuples, strength } = problem;
  const free = new Int32Array(symbols.sizes.length).fill(-1);
  const expected = table.rowsNeeded() * 2;
  const tries = Math.min(mostCandidates, Math.ceil(mostWork / (expected * symbols.count * cellTuples * strength)));
  while (table.open.size > 0) {
    let best = growRow(problem, table, free, true, random);
    for (let more = 1; more < tries; more++) {
      const other = growRow(problem, table, free, true, random);
      if (other.score > best.score) best = other;
    }
    table.append(best.row);
  }
}

/** Adds rows that begin as these do, with values that cover most where they are free. */
export function addRowsFrom(starts: readonly Int32Array[], { problem, table, random, onlyUseful }: Filling): void {
  for (const start of starts) {
    const { row, score } = growRow(problem, table, start, false, random);
    if (score > 0 || !onlyUseful) table.append(row);
  }
}

type Filling = {
  readonly problem: Problem;
  readonly table: TupleTable;
  readonly random: Random;
  /** Leaves out rows that cover nothing more. */
  readonly onlyUseful: boolean;
};

function growRow(problem: Problem, table: TupleTable, start: Int32Array, seed: boolean, random: Random) {
  const { symbols, feasibility, strength } = problem;
  const row = new Int32Array(start.length).fill(-1);
  const partial = toValues(start, symbols);
  let score = 0;
  const put = (axis: number, symbol: number) => {
    score += table.fresh(row, axis, symbol);
    row[axis] = symbol;
    partial[axis] = symbol - (symbols.first[axis] ?? 0);
  };
  start.forEach((symbol, axis) => {
    if (symbol >= 0) put(axis, symbol);
  });
  if (seed) {
    const drawn = random(table.open.size) * strength;
    const tuple = table.open.symbols.slice(drawn, drawn + strength);
    for (const symbol of tuple) put(symbols.axisOf[symbol] ?? 0, symbol);
  }
  const isPossible = (axis: number, symbol: number) => {
    if (!feasibility.isConstrained(axis)) return true;
    partial[axis] = symbol - (symbols.first[axis] ?? 0);
    return feasibility.extends(partial);
  };
  for (const axis of shuffled(row.length, random)) {
    if ((row[axis] ?? 0) < 0) put(axis, bestSymbol(problem, table, row, axis, random, isPossible));
  }
  return { row, score };
}

/** The symbol that covers most of those that are possible; which one of equals is left to chance. */
function bestSymbol(
  { symbols }: Problem,
  table: TupleTable,
  row: Int32Array,
  axis: number,
  random: Random,
  isPossible: (axis: number, symbol: number) => boolean,
): number {
  const size = symbols.sizes[axis] ?? 0;
  const turn = random(size);
  const ranked = Array.from({ length: size }, (_, value) => {
    const symbol = (symbols.first[axis] ?? 0) + ((value + turn) % size);
    return { symbol, fresh: table.fresh(row, axis, symbol) };
  }).sort((a, b) => b.fresh - a.fresh);
  return (ranked.find(({ symbol }) => isPossible(axis, symbol)) ?? ranked[0])?.symbol ?? -1;
}

function shuffled(count: number, random: Random): readonly number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = random(last + 1);
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}
