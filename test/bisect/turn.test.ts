import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beliefs, redness, type Trial } from '../../src/bisect/turn.ts';
import { colourAt } from './search.ts';

const trials = (count: number) =>
  fc.array(fc.record({ at: fc.nat(count - 1), colour: fc.constantFrom('green' as const, 'red' as const) }), {
    maxLength: 12,
  });
const cases = fc.integer({ min: 1, max: 9 }).chain((count) => fc.tuple(fc.constant(count), trials(count)));

/** As it is defined: the product of how likely each trial is. */
function likelihood(turn: Parameters<typeof colourAt>[0], seen: readonly Trial[], rate: number): number {
  return seen.reduce((product, { at, colour }) => product * (colourAt(turn, at) === colour ? 1 - rate : rate), 1);
}

test.each([0.01, 0.2, 0.45])('beliefs are what Bayes says, at a rate of %d', (rate) => {
  fc.assert(
    fc.property(cases, ([count, seen]) => {
      const found = beliefs(count, seen, rate);
      expect(found).toHaveLength(2 * count);
      const weights = found.map((turn) => likelihood(turn, seen, rate));
      const sum = weights.reduce((total, weight) => total + weight, 0);
      for (const [index, { probability }] of found.entries())
        expect(probability).toBeCloseTo((weights[index] ?? 0) / sum, 9);
    }),
  );
});

test('where trials are never wrong, what they contradict is impossible, and the rest equally likely', () => {
  fc.assert(
    fc.property(cases, ([count, seen]) => {
      const found = beliefs(count, seen, 0);
      const possible = found.filter((turn) => seen.every(({ at, colour }) => colourAt(turn, at) === colour));
      expect(found.filter(({ probability }) => probability > 0)).toEqual(possible);
      for (const { probability } of possible) expect(probability).toBeCloseTo(1 / possible.length, 9);
    }),
  );
});

test('how likely a value is to be red is the sum of what makes it red', () => {
  fc.assert(
    fc.property(cases, ([count, seen]) => {
      const found = beliefs(count, seen, 0.2);
      for (const [at, red] of redness(found, count).entries()) {
        const made = found.filter((turn) => colourAt(turn, at) === 'red');
        expect(red).toBeCloseTo(
          made.reduce((sum, { probability }) => sum + probability, 0),
          9,
        );
      }
    }),
  );
});
