// Excludes as nogoods over finite domains: kept counts say which clause is about to be violated, and a trail undoes.

import type { Forbidden } from './cover-model.ts';
import { createDomains, type Domains } from './domains.ts';

export type Feasibility = {
  /** Whether some allowed row has these values; -1 is free. */
  extends(partial: readonly number[]): boolean;
  /** An allowed row that has these values, and of `preferred` as many as come easily. */
  complete(partial: readonly number[], preferred?: readonly number[]): readonly number[] | undefined;
  /** Whether any exclude names the axis. An axis that none names takes any value at any time. */
  isConstrained(axis: number): boolean;
};

/**
 * Can a partial row be completed without being forbidden? Unit propagation over the clauses and, where that does not
 * decide, backtracking over one literal at a time: either the axis leaves the clause or it stays within (Martin Davis,
 * George Logemann, Donald Loveland, A machine program for theorem-proving, 1962, with domains in place of booleans).
 */
export function createFeasibility(sizes: readonly number[], forbidden: readonly Forbidden[]): Feasibility {
  const domains = createDomains(sizes, forbidden);
  const constrained = new Set(forbidden.flatMap((clause) => clause.map(({ axis }) => axis)));
  const possible = sizes.every((size) => size > 0) && domains.propagate() && search(domains);
  const solve = <Result>(
    partial: readonly number[],
    preferred: readonly number[],
    read: () => Result,
  ): Result | undefined => {
    if (!possible) return undefined;
    const mark = domains.mark();
    const fixed = partial.every((value, axis) => value < 0 || domains.fix(axis, value));
    const result = fixed && domains.propagate() && descend(domains, preferred) ? read() : undefined;
    domains.undo(mark);
    return result;
  };
  return {
    extends: (partial) => solve(partial, [], () => true) ?? false,
    complete: (partial, preferred = []) =>
      solve(partial, preferred, () => sizes.map((_, axis) => domains.valueOf(axis, preferred[axis] ?? 0))),
    isConstrained: (axis) => constrained.has(axis),
  };
}

/** Whether the domains as they are have a solution; they are as before afterwards. */
function search(domains: Domains): boolean {
  const mark = domains.mark();
  const found = descend(domains, []);
  domains.undo(mark);
  return found;
}

/** Narrows the domains until no clause can be violated any more: any choice of what is left is then allowed. */
function descend(domains: Domains, preferred: readonly number[]): boolean {
  const literal = domains.openLiteral(preferred);
  if (literal < 0) return true;
  for (const inside of [false, true]) {
    const mark = domains.mark();
    domains.restrict(literal, inside);
    if (domains.propagate() && descend(domains, preferred)) return true;
    domains.undo(mark);
  }
  return false;
}
