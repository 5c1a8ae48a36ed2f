import type { Forbidden } from './cover-model.ts';

/** What values each axis still has, under clauses of which none may hold altogether. */
export type Domains = {
  /** The place in the trail to come back to. */
  mark(): number;
  undo(mark: number): void;
  /** Leaves the axis this value alone; false where it has lost it. */
  fix(axis: number, value: number): boolean;
  /** Leaves the literal's axis the values within the literal, or those outside. */
  restrict(literal: number, inside: boolean): void;
  /** Takes from axes what clauses force; false where some clause holds. To be called once before anything else. */
  propagate(): boolean;
  /**
   * A literal, undecided as yet, of a clause that can still come to hold; -1 where there is none. Of several one that
   * the preferred value is outside of.
   */
  openLiteral(preferred: readonly number[]): number;
  /** The preferred value, where it is left, or else the first one that is. */
  valueOf(axis: number, preferred: number): number;
};

type Literal = { readonly clause: number; readonly axis: number; readonly inside: Uint8Array };

export function createDomains(sizes: readonly number[], forbidden: readonly Forbidden[]): Domains {
  const { clauses, literals, byAxis } = readClauses(sizes, forbidden);
  const alive = sizes.map((size) => new Uint8Array(size).fill(1));
  const left = Int32Array.from(sizes);
  /** Of each literal, the values left to its axis outside of it: none means that it holds. */
  const outside = Int32Array.from(literals, ({ inside }) => inside.reduce((count, bit) => count - bit, inside.length));
  const holding = Int32Array.from(clauses, (own) => own.filter((literal) => outside[literal] === 0).length);
  const trail: number[] = [];
  const queue: number[] = clauses.map((_, clause) => clause);

  const remove = (axis: number, value: number) => {
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
  };
  const restore = (axis: number, value: number) => {
    (alive[axis] as Uint8Array)[value] = 1;
    left[axis] = (left[axis] ?? 0) + 1;
    for (const literal of byAxis[axis] ?? []) {
      const { inside, clause } = literals[literal] as Literal;
      if (inside[value] === 1) continue;
      if (outside[literal] === 0) holding[clause] = (holding[clause] ?? 0) - 1;
      outside[literal] = (outside[literal] ?? 0) + 1;
    }
  };
  const keep = (axis: number, wanted: (value: number) => boolean) => {
    alive[axis]?.forEach((bit, value) => {
      if (bit === 1 && !wanted(value)) remove(axis, value);
    });
  };
  const restrict = (literal: number, within: boolean) => {
    const { axis, inside } = literals[literal] as Literal;
    keep(axis, (value) => (inside[value] === 1) === within);
  };
  const undecided = (literal: number) => outside[literal] !== 0;
  const isEscaped = (literal: number) => outside[literal] === left[(literals[literal] as Literal).axis];
  const isOutside = (literal: number, values: readonly number[]) => {
    const { axis, inside } = literals[literal] as Literal;
    const value = values[axis] ?? -1;
    return inside[value] === 0 && alive[axis]?.[value] === 1;
  };

  return {
    mark: () => trail.length,
    undo: (mark) => {
      queue.length = 0;
      while (trail.length > mark) {
        const value = trail.pop() ?? 0;
        restore(trail.pop() ?? 0, value);
      }
    },
    fix: (axis, value) => {
      if (alive[axis]?.[value] !== 1) return false;
      keep(axis, (other) => other === value);
      return true;
    },
    restrict,
    propagate: () => {
      for (let clause = queue.pop(); clause !== undefined; clause = queue.pop()) {
        const own = clauses[clause] ?? [];
        if (holding[clause] === own.length) return false;
        if (holding[clause] !== own.length - 1) continue;
        const last = own.find(undecided);
        if (last !== undefined) restrict(last, false);
      }
      return true;
    },
    openLiteral: (preferred) => {
      const open = clauses.find((own) => !own.some(isEscaped));
      if (!open) return -1;
      return open.find((literal) => undecided(literal) && isOutside(literal, preferred)) ?? open.find(undecided) ?? -1;
    },
    valueOf: (axis, preferred) => (alive[axis]?.[preferred] === 1 ? preferred : (alive[axis]?.indexOf(1) ?? -1)),
  };
}

/** Clauses as lists of literals. An axis that a clause names twice has to be within both. */
function readClauses(sizes: readonly number[], forbidden: readonly Forbidden[]) {
  const literals: Literal[] = [];
  const byAxis = sizes.map((): number[] => []);
  const clauses = forbidden.map((terms, clause) =>
    [...new Set(terms.map(({ axis }) => axis))].map((axis) => {
      const inside = new Uint8Array(sizes[axis] ?? 0).map((_, value) =>
        terms.every((term) => term.axis !== axis || term.values.includes(value)) ? 1 : 0,
      );
      byAxis[axis]?.push(literals.length);
      return literals.push({ clause, axis, inside }) - 1;
    }),
  );
  return { clauses, literals, byAxis };
}
