import type { Forbidden } from './cover-model.ts';

/** A term of a clause: it holds when its axis has no value left but those within. */
type Literal = { readonly clause: number; readonly axis: number; readonly inside: Uint8Array };

/**
 * What values each axis still has, under clauses of which none may hold altogether. Counts are kept, so that what a
 * clause forces is known without looking at values, and all that was removed can be restored.
 */
export type Domains = {
  /** The literals of each clause. */
  readonly clauses: readonly (readonly number[])[];
  readonly literals: readonly Literal[];
  readonly byAxis: readonly (readonly number[])[];
  readonly alive: readonly Uint8Array[];
  /** Values left to each axis. */
  readonly left: Int32Array;
  /** Of each literal, the values left to its axis outside of it: none means that it holds. */
  readonly outside: Int32Array;
  /** Literals that hold, of each clause. */
  readonly holding: Int32Array;
  /** What was removed: axis, value, axis, value. */
  readonly trail: number[];
  /** Clauses to look at. */
  readonly queue: number[];
};

/** All values, before anything was propagated. */
export function createDomains(sizes: readonly number[], forbidden: readonly Forbidden[]): Domains {
  const literals: Literal[] = [];
  const byAxis = sizes.map((): number[] => []);
  const clauses = forbidden.map((terms, clause) =>
    [...new Set(terms.map(({ axis }) => axis))].map((axis) => {
      // An axis that a clause names twice has to be within both.
      const own = terms.filter((term) => term.axis === axis);
      const inside = new Uint8Array(sizes[axis] ?? 0).map((_, value) =>
        own.every(({ values }) => values.includes(value)) ? 1 : 0,
      );
      byAxis[axis]?.push(literals.length);
      return literals.push({ clause, axis, inside }) - 1;
    }),
  );
  const outside = Int32Array.from(literals, ({ inside }) => inside.reduce((count, bit) => count - bit, inside.length));
  return {
    clauses,
    literals,
    byAxis,
    alive: sizes.map((size) => new Uint8Array(size).fill(1)),
    left: Int32Array.from(sizes),
    outside,
    holding: Int32Array.from(clauses, (own) => own.filter((literal) => outside[literal] === 0).length),
    trail: [],
    queue: clauses.map((_, clause) => clause),
  };
}

function remove(domains: Domains, axis: number, value: number): void {
  const { alive, left, trail, byAxis, literals, outside, holding, queue } = domains;
  (alive[axis] as Uint8Array)[value] = 0;
  left[axis] = (left[axis] ?? 0) - 1;
  trail.push(axis, value);
  for (const literal of byAxis[axis] ?? []) {
    const { inside, clause } = literals[literal] as Literal;
    if (inside[value] === 1) continue;
    outside[literal] = (outside[literal] ?? 0) - 1;
    if (outside[literal] !== 0) continue;
    holding[clause] = (holding[clause] ?? 0) + 1;
    queue.push(clause);
  }
}

/** Restores what was removed since the trail was so long. */
export function undo(domains: Domains, mark: number): void {
  const { alive, left, trail, byAxis, literals, outside, holding, queue } = domains;
  queue.length = 0;
  while (trail.length > mark) {
    const value = trail.pop() ?? 0;
    const axis = trail.pop() ?? 0;
    (alive[axis] as Uint8Array)[value] = 1;
    left[axis] = (left[axis] ?? 0) + 1;
    for (const literal of byAxis[axis] ?? []) {
      const { inside, clause } = literals[literal] as Literal;
      if (inside[value] === 1) continue;
      if (outside[literal] === 0) holding[clause] = (holding[clause] ?? 0) - 1;
      outside[literal] = (outside[literal] ?? 0) + 1;
    }
  }
}

/** Leaves the axis this value alone; false where it has lost it. */
export function fix(domains: Domains, axis: number, value: number): boolean {
  const alive = domains.alive[axis];
  if (alive?.[value] !== 1) return false;
  for (let other = 0; other < alive.length; other++) {
    if (alive[other] === 1 && other !== value) remove(domains, axis, other);
  }
  return true;
}

/** Leaves the literal's axis the values within the literal, or those outside. */
export function restrict(domains: Domains, literal: number, within: boolean): void {
  const { axis, inside } = domains.literals[literal] as Literal;
  const alive = domains.alive[axis] as Uint8Array;
  for (let value = 0; value < alive.length; value++) {
    if (alive[value] === 1 && (inside[value] === 1) !== within) remove(domains, axis, value);
  }
}

/** Takes from axes what clauses force; false where some clause holds. To be called once before anything else. */
export function propagate(domains: Domains): boolean {
  const { clauses, holding, outside, queue } = domains;
  for (let clause = queue.pop(); clause !== undefined; clause = queue.pop()) {
    const own = clauses[clause] ?? [];
    if (holding[clause] === own.length) return false;
    if (holding[clause] !== own.length - 1) continue;
    const last = own.find((literal) => outside[literal] !== 0);
    if (last !== undefined) restrict(domains, last, false);
  }
  return true;
}

/**
 * A literal, undecided as yet, of a clause that can still come to hold; -1 where there is none. Of several one that
 * the preferred value is outside of.
 */
export function openLiteral(domains: Domains, preferred: readonly number[]): number {
  const { clauses, literals, left, outside, alive } = domains;
  const axisOf = (literal: number) => (literals[literal] as Literal).axis;
  const isUndecided = (literal: number) => outside[literal] !== 0;
  const isOutside = (literal: number) => {
    const value = preferred[axisOf(literal)] ?? -1;
    return literals[literal]?.inside[value] === 0 && alive[axisOf(literal)]?.[value] === 1;
  };
  const open = clauses.find((own) => !own.some((literal) => outside[literal] === left[axisOf(literal)]));
  return open?.find((literal) => isUndecided(literal) && isOutside(literal)) ?? open?.find(isUndecided) ?? -1;
}

/** The preferred value, where it is left, or else the first one that is. */
export function valueLeft({ alive }: Domains, axis: number, preferred: number): number {
  return alive[axis]?.[preferred] === 1 ? preferred : (alive[axis]?.indexOf(1) ?? -1);
}
