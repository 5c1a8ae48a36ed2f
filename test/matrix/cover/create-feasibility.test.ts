import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFeasibility } from '../../../src/matrix/cover/create-feasibility.ts';
import { allowedRows, anyModel, anyPartial, doesExtend, isForbidden } from './brute-force.ts';

describe('a partial row', () => {
  test('can be completed exactly when the product has an allowed row that extends it', () => {
    const anyQuestion = anyModel.chain((model) =>
      fc.tuple(fc.constant(model), fc.array(anyPartial(model.sizes), { maxLength: 5 })),
    );
    fc.assert(
      fc.property(anyQuestion, ([{ sizes, forbidden }, partials]) => {
        const allowed = allowedRows({ sizes, forbidden });
        const feasibility = createFeasibility(sizes, forbidden);
        for (const partial of partials) {
          const expected = allowed.some((row) => doesExtend(row, partial));
          expect(feasibility.extends(partial)).toBe(expected);
          const row = feasibility.complete(partial);
          expect(row !== undefined).toBe(expected);
          if (row) expect(allowed).toContainEqual(row);
          if (row) expect(doesExtend(row, partial)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('that is allowed itself is its own completion', () => {
    const { complete } = createFeasibility([2, 3], [[{ axis: 0, values: [0] }]]);
    expect(complete([1, 2])).toEqual([1, 2]);
    expect(complete([0, -1])).toBeUndefined();
  });

  test('is completed with the preferred values where they do no harm', () => {
    const { complete } = createFeasibility(
      [3, 3, 3],
      [
        [
          { axis: 0, values: [1] },
          { axis: 1, values: [1, 2] },
        ],
      ],
    );
    expect(complete([1, -1, -1], [0, 2, 2])).toEqual([1, 0, 2]);
    expect(complete([0, -1, -1], [0, 2, 2])).toEqual([0, 2, 2]);
  });
});

describe('excludes', () => {
  test('that name no axis forbid everything', () => {
    expect(createFeasibility([2, 2], [[]]).extends([-1, -1])).toBe(false);
  });

  test('that list no value forbid nothing', () => {
    expect(createFeasibility([2, 2], [[{ axis: 0, values: [] }]]).extends([0, 0])).toBe(true);
  });

  test('that name an axis twice hold where both lists do', () => {
    const clause = [
      { axis: 0, values: [0, 1] },
      { axis: 0, values: [1, 2] },
    ];
    const { extends: canExtend } = createFeasibility([3, 2], [clause]);
    expect([0, 1, 2].map((value) => canExtend([value, -1]))).toEqual([true, false, true]);
  });

  test('that leave an axis no value leave no row', () => {
    expect(createFeasibility([2], [[{ axis: 0, values: [0] }], [{ axis: 0, values: [1] }]]).extends([-1])).toBe(false);
    expect(createFeasibility([2, 0], []).extends([-1, -1])).toBe(false);
  });

  test('in a long chain are solved without the product: a hundred axes that must all be equal', () => {
    const sizes = Array.from({ length: 100 }, () => 3);
    const forbidden = sizes.slice(1).flatMap((_, axis) =>
      [0, 1, 2].map((value) => [
        { axis, values: [value] },
        { axis: axis + 1, values: [0, 1, 2].filter((other) => other !== value) },
      ]),
    );
    const { complete } = createFeasibility(sizes, forbidden);
    expect(complete(sizes.map((_, axis) => (axis === 60 ? 2 : -1)))).toEqual(sizes.map(() => 2));
    expect(complete(sizes.map((_, axis) => (axis === 3 ? 1 : axis === 96 ? 2 : -1)))).toBeUndefined();
    expect(
      forbidden.some((clause) =>
        isForbidden(
          sizes.map(() => 1),
          [clause],
        ),
      ),
    ).toBe(false);
  });
});
