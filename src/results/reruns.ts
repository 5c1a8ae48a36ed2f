// Entries of a report that are one test, run again: what gotestsum and Gradle write for tests that failed at first, and
// pytest-rerunfailures for each attempt.

import type { TestResult } from '../model/test-result.ts';
import { mostTests, Unreadable } from './test-report.ts';
import { triesOf, withTries } from './tries.ts';

export type Entry = {
  readonly result: TestResult;
  /** What tells a test from others of its name: the element of its suite, its class, its file. */
  readonly identity: string;
  /**
   * pytest has every test once, so that two entries are two attempts whatever they say: of a failed one that was made
   * again pytest-rerunfailures writes an empty entry, as if it had passed.
   */
  readonly isPytest: boolean;
};

export type Reruns = {
  /** Throws Unreadable where there are too many tests. */
  add(entry: Entry): void;
  /** In the order in which they were first seen. */
  readonly tests: readonly TestResult[];
};

/** In a report; of those that failed beyond, it is only told that they did. */
const mostTexts = 10_000;

export function createReruns(): Reruns {
  const tests: TestResult[] = [];
  const places = new Map<string, number>();
  let texts = 0;
  const bounded = (result: TestResult): TestResult => {
    if (triesOf(result).length === 0 || texts++ < mostTexts) return result;
    return withTries(result, []);
  };
  return {
    tests,
    add(entry) {
      const place = places.get(entry.identity);
      const before = place === undefined ? undefined : tests[place];
      const both = before && merged(before, { ...entry, result: bounded(entry.result) });
      if (place !== undefined && both) {
        tests[place] = both;
        return;
      }
      if (tests.length >= mostTests) throw new Unreadable(`it has more than ${mostTests} tests`);
      places.set(entry.identity, tests.length);
      tests.push(bounded(entry.result));
    },
  };
}

/** Undefined where they are two tests: several may pass under one name, and nobody runs again what has passed. */
function merged(before: TestResult, { result, isPytest }: Entry): TestResult | undefined {
  const both = withTries(result, [...triesOf(before), ...triesOf(result)]);
  if (isPytest) return result.outcome === 'passed' ? { ...both, outcome: 'flaky' } : both;
  if (before.outcome !== 'failed' && before.outcome !== 'flaky') return undefined;
  if (result.outcome === 'passed') return { ...both, outcome: 'flaky' };
  return result.outcome === 'failed' ? { ...both, outcome: before.outcome } : undefined;
}
