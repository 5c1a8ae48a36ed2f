import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TestOutcome } from '../../src/model/test-result.ts';
import { createKnownTests, createTestNames } from '../../src/record/known-tests.ts';

const known = fc.record(
  {
    outcome: fc.constantFrom<TestOutcome>('passed', 'failed', 'flaky', 'skipped'),
    durationMs: fc.oneof(fc.nat({ max: 5_000 }), fc.constant(31 * 86_400_000)),
  },
  { requiredKeys: ['outcome'] },
);
const cells = fc.array(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), known), { maxLength: 4 });

test('what was put in comes out, of every cell, in the order in which the run first names it', () => {
  fc.assert(
    fc.property(cells, (run) => {
      const names = createTestNames();
      const kept = run.map((tests) => {
        const all = createKnownTests();
        for (const [name, test] of Object.entries(tests)) all.add(names.add(name) ?? -1, test);
        return all.all(names);
      });
      const order = [...new Set(run.flatMap((tests) => Object.keys(tests)))];
      for (const [at, tests] of run.entries()) {
        expect([...(kept[at]?.all() ?? [])]).toEqual(
          order.flatMap((name) => (tests[name] ? [{ name, ...tests[name] }] : [])),
        );
        for (const name of [...order, 'unheard of'])
          expect(kept[at]?.outcomeOf(name)).toBe(Object.hasOwn(tests, name) ? tests[name]?.outcome : undefined);
      }
    }),
  );
});

test('names that have no room get no number, those that are known keep theirs', () => {
  const { add } = createTestNames({ names: 3, characters: 10 });
  expect(['one', 'two', 'three', 'two', 'x', 'y', 'one'].map(add)).toEqual([0, 1, undefined, 1, 2, undefined, 0]);
});
