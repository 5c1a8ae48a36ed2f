import type { Forbidden } from './cover-model.ts';
import { createDomains, type Domains, fix, openLiteral, propagate, restrict, undo, valueLeft } from './domains.ts';

export type Feasibility = {
  /** Whether some allowed row has these values; -1 is free. */
  extends(partial: readonly number[]): boolean;
  /** An allowed row that has these values, and of `preferred` as many as come easily. */
  complete(partial: readonly number[], preferred?: readonly number[]): readonly number[] | undefined;
  /** Whether any exclude names the axis. An axis that none names takes any value at any time. */
  isConstrained(axis: number): boolean;
};

/**
 * Can a partial row be completed without being forbidden? Unit propagation over the excludes as clauses and, where
 * that does not decide, backtracking over one literal at a time: its axis leaves the clause, or stays within (Martin
 * Davis, George Logemann, Donald Loveland, A machine program for theorem-proving, 1962, with domains for booleans).
 */
export function createFeasibility(sizes: readonly number[], forbidden: readonly Forbidden[]): Feasibility {
  const domains = createDomains(sizes, forbidden);
  const constrained = new Set(forbidden.flatMap((clause) => clause.map(({ axis }) => axis)));
  const isPossible = sizes.every((size) => size > 0) && propagate(domains);
  const solve = <Result>(
    partial: readonly number[],
    preferred: readonly number[],
    read: () => Result,
  ): Result | undefined => {
    if (!isPossible) return undefined;
    const mark = domains.trail.length;
    const isFixed = partial.every((value, axis) => value < 0 || fix(domains, axis, value));
    const result = isFixed && propagate(domains) && descend(domains, preferred) ? read() : undefined;
    undo(domains, mark);
    return result;
  };
  return {
    extends: (partial) => solve(partial, [], () => true) ?? false,
    complete: (partial, preferred = []) =>
      solve(partial, preferred, () => sizes.map((_, axis) => valueLeft(domains, axis, preferred[axis] ?? 0))),
    isConstrained: (axis) => constrained.has(axis),
  };
}

/** Narrows the domains until no clause can come to hold any more: any choice of what is left is then allowed. */
function descend(domains: Domains, preferred: readonly number[]): boolean {
  const literal = openLiteral(domains, preferred);
  if (literal < 0) return true;
  for (const within of [false, true]) {
    const mark = domains.trail.length;
    restrict(domains, literal, within);
    if (propagate(domains) && descend(domains, preferred)) return true;
    undo(domains, mark);
  }
  return false;
}
