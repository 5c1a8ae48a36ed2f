// What the tests of a run say, made up.

import type { Plan } from '../../../src/model/plan.ts';
import type { CellTests, RunTests, TestOutcome } from '../../../src/model/test-result.ts';

/** What the failing tests say, by their names. */
export type Failures = Readonly<Record<string, readonly string[]>>;

export type OutcomeOf = (values: Readonly<Record<string, string>>) => TestOutcome | undefined;

/** The tests of a plan by how each ends in a cell; undefined where a cell does not have it. */
export function testsOf(
  plan: Plan,
  tests: Readonly<Record<string, OutcomeOf>>,
  has: (id: string) => boolean = () => true,
  failures: Failures = {},
): RunTests {
  return new Map(
    plan.cells
      .filter(({ id }) => has(id))
      .map(({ id, values }): [string, CellTests] => {
        const outcomes = Object.entries(tests).flatMap(([name, outcomeOf]) => {
          const outcome = outcomeOf(values as Readonly<Record<string, string>>);
          return outcome ? [{ name, outcome }] : [];
        });
        const totals = { passed: 0, failed: 0, flaky: 0, skipped: 0 };
        for (const { outcome } of outcomes) totals[outcome] += 1;
        return [
          id,
          {
            totals,
            notGreen: outcomes
              .filter(({ outcome }) => outcome === 'failed' || outcome === 'flaky')
              .map((one) => ({ ...one, ...(failures[one.name] ? { failure: failures[one.name] ?? [] } : {}) })),
            outcomeOf: (name) => outcomes.find((one) => one.name === name)?.outcome,
            all: () => outcomes,
            problems: [],
          },
        ];
      }),
  );
}
