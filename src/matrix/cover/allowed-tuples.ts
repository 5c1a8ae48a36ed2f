import type { Feasibility } from './create-feasibility.ts';

/** Which tuples of these axes some allowed row contains, the last axis fastest; undefined where all of them are. */
export type AllowedTuples = (axes: readonly number[]) => Uint8Array | undefined;

/**
 * Asks the solver once about every tuple of the axes that constraints name, and of these axes alone: the others take
 * any value, so that what holds of a tuple's constrained part holds of the tuple.
 */
export function createAllowedTuples(sizes: readonly number[], feasibility: Feasibility): AllowedTuples {
  const known = new Map<string, Uint8Array>();
  const partial = sizes.map(() => -1);
  const ask = (axes: readonly number[]): Uint8Array => {
    const mask = new Uint8Array(productOf(sizes, axes));
    for (let index = 0; index < mask.length; index++) {
      placeTuple(partial, sizes, axes, index);
      mask[index] = feasibility.extends(partial) ? 1 : 0;
    }
    for (const axis of axes) partial[axis] = -1;
    return mask;
  };
  const maskOf = (axes: readonly number[]): Uint8Array => {
    const key = axes.join();
    const mask = known.get(key) ?? ask(axes);
    known.set(key, mask);
    return mask;
  };
  return (axes) => {
    const constrained = axes.filter(feasibility.isConstrained);
    if (constrained.length === 0) return undefined;
    const mask = maskOf(constrained);
    if (mask.every((bit) => bit === 1)) return undefined;
    return constrained.length === axes.length ? mask : widen(mask, sizes, axes, constrained);
  };
}

function widen(mask: Uint8Array, sizes: readonly number[], axes: readonly number[], own: readonly number[]) {
  const tuple: number[] = [];
  return new Uint8Array(productOf(sizes, axes)).map((_, index) => {
    placeTuple(tuple, sizes, axes, index);
    return mask[own.reduce((at, axis) => at * (sizes[axis] ?? 0) + (tuple[axis] ?? 0), 0)] ?? 0;
  });
}

function productOf(sizes: readonly number[], axes: readonly number[]): number {
  return axes.reduce((product, axis) => product * (sizes[axis] ?? 0), 1);
}

/** Writes the values of a tuple's number into a row. */
function placeTuple(row: number[], sizes: readonly number[], axes: readonly number[], index: number): void {
  let rest = index;
  for (const axis of axes.toReversed()) {
    const size = sizes[axis] ?? 1;
    row[axis] = rest % size;
    rest = Math.floor(rest / size);
  }
}
