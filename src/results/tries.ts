// The tries of a test that did not pass: the first is what it failed with, the others its re-runs.

import type { FailedTry, TestResult } from '../model/test-result.ts';

/** Of a test that is tried again and again, so many are told beside the first, and in fewer lines. */
export const mostReruns = 5;
export const mostRerunLines = 20;

/** The test with these tries, and with none of its own. */
export function withTries(test: TestResult, [first, ...again]: readonly FailedTry[]): TestResult {
  const { failure: _, isError: __, reruns: ___, ...rest } = test;
  const told = again.slice(0, mostReruns).map(shortened);
  return { ...rest, ...first, ...(told.length > 0 ? { reruns: told } : {}) };
}

/** The tries of a test, the first one first. */
export function triesOf({ failure, isError, reruns = [] }: TestResult): readonly FailedTry[] {
  return failure === undefined ? reruns : [{ failure, ...(isError ? { isError } : {}) }, ...reruns];
}

function shortened(one: FailedTry): FailedTry {
  return { ...one, failure: one.failure.slice(0, mostRerunLines) };
}
