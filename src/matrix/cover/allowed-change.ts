import type { Forbidden } from './cover-model.ts';
import type { Symbols } from './symbols.ts';

/** Whether an allowed row, which begins at `at`, is still allowed with this symbol in its axis. */
export type AllowedChange = (cells: Int32Array, at: number, symbol: number) => boolean;

/** Looks only at the clauses that the symbol is in, and at their other axes. */
export function createAllowedChange(symbols: Symbols, forbidden: readonly Forbidden[]): AllowedChange {
  const bySymbol = Array.from({ length: symbols.count }, (): Uint8Array[] => []);
  /** The axes of each clause, by its table of what is within. */
  const axesOf = new Map<Uint8Array, readonly number[]>();
  for (const clause of forbidden) {
    const inside = insideOf(symbols, clause);
    axesOf.set(inside, [...new Set(clause.map(({ axis }) => axis))]);
    for (let symbol = 0; symbol < symbols.count; symbol++) if (inside[symbol] === 1) bySymbol[symbol]?.push(inside);
  }
  const others = bySymbol.map((clauses, symbol) =>
    clauses.map((inside) => ({
      inside,
      axes: (axesOf.get(inside) ?? []).filter((axis) => axis !== symbols.axisOf[symbol]),
    })),
  );
  return (cells, at, symbol) => {
    for (const { inside, axes } of others[symbol] ?? []) {
      if (axes.every((axis) => inside[cells[at + axis] ?? 0] === 1)) return false;
    }
    return true;
  };
}

/** By symbol, whether the clause lists it; an axis that the clause names twice has to be listed both times. */
function insideOf({ count, axisOf, first }: Symbols, clause: Forbidden): Uint8Array {
  return new Uint8Array(count).map((_, symbol) => {
    const axis = axisOf[symbol] ?? 0;
    const terms = clause.filter((term) => term.axis === axis);
    return terms.length > 0 && terms.every(({ values }) => values.includes(symbol - (first[axis] ?? 0))) ? 1 : 0;
  });
}
