import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildCover } from '../../../src/matrix/cover/build-cover.ts';
import type { CoverModel } from '../../../src/matrix/cover/cover-model.ts';
import { allowedRows, anyModel, doesExtend, isForbidden, tuplesOf } from './brute-force.ts';

function cover(sizes: readonly number[], strength: number, rest: Partial<CoverModel> = {}) {
  return buildCover({ sizes, strength, forbidden: [], given: [], required: [], ...rest });
}

const uniform = (size: number, axes: number) => Array.from({ length: axes }, () => size);

describe('the number of rows', () => {
  test.each([
    { sizes: [3], strength: 2, rows: 3 },
    { sizes: [2, 3], strength: 2, rows: 6 },
    { sizes: [5, 4, 3], strength: 2, rows: 20 },
    { sizes: [5, 4, 3, 3, 2], strength: 2, rows: 20 },
    { sizes: uniform(2, 3), strength: 2, rows: 4 },
    { sizes: uniform(2, 4), strength: 2, rows: 5 },
    { sizes: uniform(2, 10), strength: 2, rows: 6 },
    { sizes: uniform(2, 11), strength: 2, rows: 7 },
    { sizes: uniform(2, 100), strength: 2, rows: 10 },
    { sizes: uniform(3, 4), strength: 2, rows: 9 },
    { sizes: uniform(3, 5), strength: 2, rows: 11 },
    { sizes: uniform(3, 13), strength: 2, rows: 15 },
    { sizes: uniform(4, 5), strength: 2, rows: 16 },
    { sizes: uniform(5, 6), strength: 2, rows: 25 },
    { sizes: uniform(2, 4), strength: 3, rows: 8 },
    { sizes: uniform(3, 4), strength: 3, rows: 27 },
    { sizes: uniform(2, 4), strength: 4, rows: 16 },
    { sizes: [2, 3, 2], strength: 6, rows: 12 },
    { sizes: [3, 5, 1, 2], strength: 1, rows: 5 },
  ])('of $sizes at strength $strength is $rows', ({ sizes, strength, rows }) => {
    const { rows: found, tuples, covered } = cover(sizes, strength);
    expect(found).toHaveLength(rows);
    expect(tuples).toBe(tuplesOf(found, sizes.length, strength).size);
    expect(covered).toBe(tuples);
  });
});

describe('no row', () => {
  test.each([
    { what: 'there are no axes', sizes: [], forbidden: [] },
    { what: 'an axis has no values', sizes: [2, 0], forbidden: [] },
    { what: 'an exclude forbids everything', sizes: [2, 2], forbidden: [[]] },
    {
      what: 'excludes leave nothing',
      sizes: [2, 2],
      forbidden: [[{ axis: 0, values: [0] }], [{ axis: 0, values: [1] }]],
    },
  ])('where $what', ({ sizes, forbidden }) => {
    expect(cover(sizes, 2, { forbidden })).toEqual({ rows: [], tuples: 0, covered: 0 });
  });

  test('where what is given covers everything', () => {
    const given = [
      [0, 0, 0],
      [0, 1, 1],
      [1, 0, 1],
      [1, 1, 0],
    ];
    expect(cover([2, 2, 2], 2, { given })).toEqual({ rows: [], tuples: 12, covered: 12 });
  });
});

test('a forbidden row that is given covers the allowed tuples in it', () => {
  const forbidden = [
    [
      { axis: 0, values: [0] },
      { axis: 1, values: [0] },
    ],
  ];
  const { rows, tuples, covered } = cover([2, 2, 2], 2, { forbidden, given: [[0, 0, 1]] });
  expect({ tuples, covered }).toEqual({ tuples: 11, covered: 11 });
  expect(rows).toHaveLength(3);
});

test('what is required is extended by a row, though a given row does so too', () => {
  const { rows } = cover([2, 2], 1, {
    given: [
      [0, 0],
      [1, 1],
    ],
    required: [[0, 0]],
  });
  expect(rows).toEqual([[0, 0]]);
});

test('10^20 rows and more are never enumerated', () => {
  const { tuples, covered } = cover([...uniform(10, 4), ...uniform(2, 60)], 1);
  expect({ tuples, covered }).toEqual({ tuples: 160, covered: 160 });
});

test('a cover of any small model has every tuple, nothing forbidden, and what is required', () => {
  fc.assert(
    fc.property(anyModel, (model) => {
      const { sizes, forbidden, strength, given, required } = model;
      const { rows, tuples, covered } = buildCover(model);
      const possible = tuplesOf(allowedRows(model), sizes.length, strength);
      const found = tuplesOf([...rows, ...given], sizes.length, strength);
      expect([...possible].filter((tuple) => !found.has(tuple))).toEqual([]);
      expect({ tuples, covered }).toEqual({ tuples: possible.size, covered: possible.size });
      expect(rows.filter((row) => isForbidden(row, forbidden))).toEqual([]);
      expect(rows.filter((row) => row.some((value, axis) => value < 0 || value >= (sizes[axis] ?? 0)))).toEqual([]);
      expect(required.filter((partial) => !rows.some((row) => doesExtend(row, partial)))).toEqual([]);
      expect(new Set(rows.map((row) => row.join())).size).toBe(rows.length);
      expect(rows).toEqual(rows.toSorted(lexicographically));
      expect(buildCover(structuredClone(model))).toEqual({ rows, tuples, covered });
    }),
    { numRuns: 1000 },
  );
});

function lexicographically(a: readonly number[], b: readonly number[]): number {
  const axis = a.findIndex((value, index) => value !== b[index]);
  return (a[axis] ?? 0) - (b[axis] ?? 0);
}
