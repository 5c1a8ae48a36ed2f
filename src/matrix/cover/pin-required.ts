import type { Problem } from './problem.ts';
import { toSymbols } from './symbols.ts';

/**
 * The required partial rows as the beginnings of rows: each joins the first beginning with which it is at one, and
 * with which some allowed row has both. What no allowed row extends is passed over.
 */
export function pinRequired(required: readonly (readonly number[])[], { symbols, feasibility }: Problem) {
  const starts: number[][] = [];
  const fixed = (row: readonly number[]) => row.filter((value) => value >= 0).length;
  for (const row of required.toSorted((a, b) => fixed(b) - fixed(a))) {
    const partial = symbols.sizes.map((_, axis) => row[axis] ?? -1);
    const at = starts.findIndex((start) => isAtOne(start, partial) && feasibility.extends(joined(start, partial)));
    if (at >= 0) starts[at] = joined(starts[at] ?? [], partial);
    else if (feasibility.extends(partial)) starts.push(partial);
  }
  return starts.map((start) => toSymbols(start, symbols));
}

function isAtOne(a: readonly number[], b: readonly number[]): boolean {
  return a.every((value, axis) => value < 0 || (b[axis] ?? -1) < 0 || value === b[axis]);
}

function joined(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, axis) => (value < 0 ? (b[axis] ?? -1) : value));
}
