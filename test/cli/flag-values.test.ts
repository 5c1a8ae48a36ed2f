import { InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import { lifetime } from '../../src/cli/flag-values.ts';

test.each([
  ['1ms', 1],
  ['2h', 7_200_000],
])('a cell may be kept for %s', (text, expected) => {
  expect(lifetime(text)).toBe(expected);
});

test.each(['0s', '0.1ms', '0h'])('a cell is not kept for %s', (text) => {
  expect(() => lifetime(text)).toThrow(new InvalidArgumentError('More than nothing, such as 2h.'));
});
