// The tests of a report of TAP, whose whole names are known only when the line of the test around them was read.

import type { TestOutcome, TestResult } from '../model/test-result.ts';
import { boundedName } from './bounded-name.ts';
import { mostTests, Unreadable } from './test-report.ts';

type Entry = { name: string; outcome: TestOutcome; durationMs?: number; failure?: readonly string[] };

export type TapTests = {
  /** How many there are: where those that come next begin. */
  count(): number;
  /** Throws Unreadable where there are too many. */
  add(test: TestResult): void;
  /** From now on those that are too many are left out. */
  finish(): void;
  /** Names the tests from there on by what stands around them. */
  nest(from: number, name: string): void;
  hasRed(from: number): boolean;
  /** What fails there was expected to fail. */
  excuse(from: number): void;
  all(): readonly TestResult[];
};

export function createTapTests(): TapTests {
  const tests: Entry[] = [];
  let isFinished = false;
  return {
    count: () => tests.length,
    add(test) {
      if (tests.length < mostTests) tests.push({ ...test, name: boundedName(test.name) });
      else if (!isFinished) throw new Unreadable(`it has more than ${mostTests} tests`);
    },
    finish() {
      isFinished = true;
    },
    nest(from, name) {
      if (name === '') return;
      for (const test of tests.slice(from)) test.name = boundedName(`${name} › ${test.name}`);
    },
    hasRed: (from) => tests.slice(from).some(({ outcome }) => outcome === 'failed'),
    excuse(from) {
      for (const test of tests.slice(from)) {
        if (test.outcome !== 'failed') continue;
        test.outcome = 'skipped';
        delete test.failure;
      }
    },
    all: () => tests,
  };
}
