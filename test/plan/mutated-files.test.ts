import fc from 'fast-check';
import { expect, test } from 'vitest';
import { corpus, exitCodeOn, mutated } from './mutated-files.ts';

test('a file of the corpus is planned or told what is wrong', async () => {
  for (const text of corpus) expect([0, 2]).toContain(await exitCodeOn(text));
});

// bench/mutated-files.ts does the same ten thousand times and tells the slowest.
test('so is whatever becomes of one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat()), async (numbers) => {
      const draw = (n: number) => Number(numbers.next().value) % n;
      expect([0, 2, 4]).toContain(await exitCodeOn(mutated(draw)));
    }),
    { numRuns: 1_000 },
  );
});

test('and any text at all', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
      expect([2, 4]).toContain(await exitCodeOn(text));
    }),
    { numRuns: 1_000 },
  );
});
