// The cells of random matrices against a second reading of the rules, as plain as can be: one cell at a time, no index.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expandMatrix, type MatrixInput } from '../../src/matrix/expand-matrix.ts';

type Row = Record<string, string>;
type Model = {
  readonly axes: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly exclude: readonly Record<string, Term>[];
  readonly include: readonly Row[];
};
type Term = string | readonly string[] | { readonly not: string };

function combinations(axes: Model['axes']): Row[] {
  const [first, ...rest] = axes;
  if (!first) return [{}];
  const below = combinations(rest);
  return first.values.flatMap((value) => below.map((row) => ({ [first.name]: value, ...row })));
}

function fits(term: Term, value: string): boolean {
  if (typeof term !== 'string') return 'not' in term ? !fits(term.not, value) : term.includes(value);
  const comparison = /^([<>]=?)(\d+)$/.exec(term);
  if (!comparison) return term === value;
  const [a, b] = [Number(value), Number(comparison[2])];
  return { '<': a < b, '<=': a <= b, '>': a > b, '>=': a >= b }[comparison[1] ?? ''] ?? false;
}

function oracle({ axes, exclude, include }: Model): Row[] {
  const originals = (axes.length === 0 ? [] : combinations(axes)).filter(
    (row) => !exclude.some((selector) => Object.entries(selector).every(([key, term]) => fits(term, row[key] ?? ''))),
  );
  const grown = originals.map((row) => ({ ...row }));
  const alone: Row[] = [];
  for (const entry of include) {
    let joined = false;
    for (const [at, original] of originals.entries()) {
      if (Object.entries(entry).some(([key, value]) => key in original && original[key] !== value)) continue;
      Object.assign(grown[at] ?? {}, entry);
      joined = true;
    }
    if (!joined) alone.push(entry);
  }
  return [...grown, ...alone];
}

const value = fc.constantFrom('9', '10', '13', '20');
const name = fc.constantFrom('node', 'db', 'os');
const term: fc.Arbitrary<Term> = fc.oneof(
  value,
  fc.uniqueArray(value, { minLength: 1 }),
  value.map((not) => ({ not })),
  fc.tuple(fc.constantFrom('<', '<=', '>', '>='), value).map((parts) => parts.join('')),
);
const model: fc.Arbitrary<Model> = fc.record({
  axes: fc.uniqueArray(fc.record({ name, values: fc.uniqueArray(value, { minLength: 1, maxLength: 4 }) }), {
    maxLength: 3,
    selector: (axis) => axis.name,
  }),
  exclude: fc.array(fc.dictionary(name, term, { minKeys: 1, maxKeys: 2 }), { maxLength: 3 }),
  include: fc.array(fc.dictionary(fc.oneof(name, fc.constantFrom('x', 'y')), value, { minKeys: 1 }), { maxLength: 5 }),
});

test('a matrix has the cells that the rules give it, in their order', () => {
  let judged = 0;
  fc.assert(
    fc.property(model, (input) => {
      const { cells, skipped, problems } = expandMatrix({ ...input, cover: 'all' } as MatrixInput);
      // Words that no axis has, and twice the same cell, are mistakes of the file and have tests of their own.
      if (problems.length > 0) return;
      judged++;
      expect(cells.map(({ values }) => values)).toEqual(oracle(input));
      expect(cells.map(({ index }) => index)).toEqual(cells.map((_, at) => at));
      expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
      const onAxes = (row: Row) => JSON.stringify(input.axes.map(({ name: axis }) => row[axis]));
      const there = new Set(oracle(input).map(onAxes));
      const whole = input.axes.length === 0 ? [] : combinations(input.axes);
      expect(skipped.map(({ values }) => values)).toEqual(whole.filter((row) => !there.has(onAxes(row))));
    }),
    { numRuns: 2_000 },
  );
  expect(judged).toBeGreaterThan(300);
});
