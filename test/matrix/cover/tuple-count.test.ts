import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tupleCount } from '../../../src/matrix/cover/tuple-count.ts';
import { productOf, tuplesOf } from './brute-force.ts';

test('counts the tuples of the product', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 6 }), (of, strength) => {
      expect(tupleCount(of, strength)).toBe(BigInt(tuplesOf(productOf(of), of.length, strength).size));
    }),
  );
});

test('is exact where numbers are not', () => {
  expect(tupleCount(Array<number>(20).fill(10), 20)).toBe(10n ** 20n);
  expect(tupleCount(Array<number>(100).fill(2), 2)).toBe(19_800n);
});
