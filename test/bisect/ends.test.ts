import { expect, test } from 'vitest';
import { endsOf } from '../../src/bisect/ends.ts';

const values = ['13', '15', '20', '22'];

test.each([
  { good: undefined, bad: undefined, ends: { from: 0, to: 3, low: undefined } },
  { good: '13', bad: '20', ends: { from: 0, to: 2, low: 'green' } },
  { good: '22', bad: '15', ends: { from: 1, to: 3, low: 'red' } },
  { good: '15', bad: undefined, ends: { from: 1, to: 3, low: 'green' } },
  { good: '22', bad: undefined, ends: { from: 0, to: 3, low: 'red' } },
  { good: undefined, bad: '20', ends: { from: 0, to: 2, low: 'green' } },
  { good: undefined, bad: '13', ends: { from: 0, to: 3, low: 'red' } },
] as const)('good $good, bad $bad', ({ good, bad, ends }) => {
  expect(endsOf(values, good, bad)).toEqual(ends);
});

test('what is no value, or both', () => {
  expect(() => endsOf(values, '14', undefined)).toThrow('--good 14 is none of the values');
  expect(() => endsOf(values, '15', '15')).toThrow('15 cannot be good and bad');
});
