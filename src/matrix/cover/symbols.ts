/**
 * All values of all axes numbered through, so that rows fit typed arrays and tables go by value alone: axis after
 * axis, and in each its values in order. What is free is -1.
 */
export type Symbols = {
  readonly sizes: readonly number[];
  readonly count: number;
  /** The first symbol of each axis. */
  readonly first: Int32Array;
  /** The axis of each symbol. */
  readonly axisOf: Int32Array;
};

export function createSymbols(sizes: readonly number[]): Symbols {
  const first = new Int32Array(sizes.length);
  const axisOf = Int32Array.from(sizes.flatMap((size, axis) => new Array<number>(size).fill(axis)));
  let count = 0;
  sizes.forEach((size, axis) => {
    first[axis] = count;
    count += size;
  });
  return { sizes, count, first, axisOf };
}

/** A row of values as symbols. */
export function toSymbols(row: readonly number[], { first }: Symbols): Int32Array {
  return Int32Array.from(first, (base, axis) => ((row[axis] ?? -1) < 0 ? -1 : base + (row[axis] ?? 0)));
}

/** Symbols as a row of values. */
export function toValues(cells: Int32Array, { first }: Symbols): number[] {
  return Array.from(cells, (symbol, axis) => (symbol < 0 ? -1 : symbol - (first[axis] ?? 0)));
}
