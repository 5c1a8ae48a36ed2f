// Every test of every cell, in few bytes each: a thousand cells may each have thousands of them.

import type { CellTests, TestOutcome, TestResult } from '../model/test-result.ts';

const outcomes: readonly TestOutcome[] = ['passed', 'skipped', 'flaky', 'failed'];
/** More than any duration that a report can tell. */
const unknownDuration = 2 ** 32 - 1;

/** The names of the tests of a run, each kept once however many cells have it. */
export type TestNames = {
  /** The number of a name, which it gets where it has none yet. */
  readonly add: (name: string) => number;
  readonly find: (name: string) => number | undefined;
  readonly at: (number: number) => string;
};

/** Numbers names from 0, in the order in which they come. */
export function createTestNames(): TestNames {
  const numbers = new Map<string, number>();
  const names: string[] = [];
  return {
    add(name) {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      numbers.set(name, names.length);
      return names.push(name) - 1;
    },
    find: (name) => numbers.get(name),
    at: (number) => names[number] ?? '',
  };
}

/** What is kept of a test whatever became of it. */
export type KnownTest = Pick<TestResult, 'outcome' | 'durationMs'>;

/** The tests of a cell by the numbers of their names, in nine bytes each. */
export function knownTests(
  tests: ReadonlyMap<number, KnownTest>,
  names: TestNames,
): Pick<CellTests, 'outcomeOf' | 'all'> {
  const numbers = Uint32Array.from(tests.keys()).sort();
  const kinds = new Uint8Array(numbers.length);
  const durations = new Uint32Array(numbers.length);
  for (const [at, number] of numbers.entries()) {
    const { outcome = 'passed', durationMs = unknownDuration } = tests.get(number) ?? {};
    kinds[at] = outcomes.indexOf(outcome);
    durations[at] = durationMs;
  }
  const outcomeAt = (at: number): TestOutcome => outcomes[kinds[at] ?? 0] ?? 'passed';
  return {
    outcomeOf(name) {
      const number = names.find(name);
      const at = number === undefined ? -1 : positionOf(number, numbers);
      return at < 0 ? undefined : outcomeAt(at);
    },
    *all() {
      for (const [at, number] of numbers.entries()) {
        const durationMs = durations[at] ?? unknownDuration;
        yield {
          name: names.at(number),
          outcome: outcomeAt(at),
          ...(durationMs === unknownDuration ? {} : { durationMs }),
        };
      }
    },
  };
}

/** Where a number stands among sorted ones; -1 where it does not. */
function positionOf(number: number, sorted: Uint32Array): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = sorted[middle] ?? 0;
    if (found === number) return middle;
    if (found < number) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
