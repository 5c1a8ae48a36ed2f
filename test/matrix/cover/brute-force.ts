// Covers and feasibility by looking at every row of the product: slow, and too simple to be wrong.

import fc from 'fast-check';
import type { CoverModel, Forbidden } from '../../../src/matrix/cover/cover-model.ts';

type Row = readonly number[];

export function productOf(sizes: readonly number[]): readonly Row[] {
  let rows: Row[] = [[]];
  for (const size of sizes) rows = rows.flatMap((row) => Array.from({ length: size }, (_, value) => [...row, value]));
  return rows;
}

export function isForbidden(row: Row, forbidden: readonly Forbidden[]): boolean {
  return forbidden.some((clause) => clause.every(({ axis, values }) => values.includes(row[axis] ?? -1)));
}

export function allowedRows({ sizes, forbidden }: Pick<CoverModel, 'sizes' | 'forbidden'>): readonly Row[] {
  return productOf(sizes).filter((row) => !isForbidden(row, forbidden));
}

export function doesExtend(row: Row, partial: Row): boolean {
  return partial.every((value, axis) => value < 0 || value === row[axis]);
}

/** All tuples of the rows, as texts such as `0=1,2=0`. Values of -1 are in none. */
export function tuplesOf(rows: readonly Row[], axes: number, strength: number): ReadonlySet<string> {
  const sets = subsets(axes, Math.min(strength, axes));
  const tuples = new Set<string>();
  for (const row of rows) {
    for (const set of sets) {
      if (set.every((axis) => (row[axis] ?? -1) >= 0)) tuples.add(set.map((axis) => `${axis}=${row[axis]}`).join());
    }
  }
  return tuples;
}

function subsets(count: number, size: number, from = 0): readonly (readonly number[])[] {
  if (size === 0) return [[]];
  return Array.from({ length: count - from }, (_, index) => from + index).flatMap((axis) =>
    subsets(count, size - 1, axis + 1).map((rest) => [axis, ...rest]),
  );
}

/** Small models of all kinds; what they require is feasible. */
export const anyModel: fc.Arbitrary<CoverModel> = fc
  .array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 5 })
  .chain((sizes) =>
    fc.record({
      sizes: fc.constant(sizes),
      forbidden: fc.array(anyClause(sizes), { maxLength: 5 }),
      strength: fc.integer({ min: 1, max: 4 }),
      given: fc.array(anyPartial(sizes), { maxLength: 3 }),
      required: fc.array(anyPartial(sizes), { maxLength: 3 }),
    }),
  )
  .map((model) => {
    const allowed = allowedRows(model);
    const required = model.required.filter((partial) => allowed.some((row) => doesExtend(row, partial)));
    return { ...model, required };
  });

function anyClause(sizes: readonly number[]): fc.Arbitrary<Forbidden> {
  const axes = sizes.map((_, axis) => axis);
  return fc
    .subarray(axes, { minLength: 1, maxLength: Math.min(3, axes.length) })
    .chain((own) =>
      fc.tuple(
        ...own.map((axis) =>
          fc.subarray([...Array(sizes[axis] ?? 0).keys()], { minLength: 1 }).map((values) => ({ axis, values })),
        ),
      ),
    );
}

/** Rows in which any value may be missing. */
export function anyPartial(sizes: readonly number[]): fc.Arbitrary<readonly number[]> {
  return fc.tuple(...sizes.map((size) => fc.integer({ min: -1, max: size - 1 })));
}
