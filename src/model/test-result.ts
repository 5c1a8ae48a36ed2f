// What the tests of a suite say of themselves, one by one.

import type { CellId } from './cell.ts';

/** `flaky`: failed, and then passed when the suite's own runner, or the whole suite, tried it again. */
export type TestOutcome = 'passed' | 'failed' | 'flaky' | 'skipped';

/** What a try of a test failed with. */
export type FailedTry = {
  /** The message, and the lines below it. */
  readonly failure: readonly string[];
  /** The report calls it an error: something broke, where a failure is an assertion that does not hold. */
  readonly isError?: true;
};

export type TestResult = Partial<FailedTry> & {
  /** By which it is the same test in every cell: `class › name`. */
  readonly name: string;
  readonly outcome: TestOutcome;
  /** Absent where the report has none. */
  readonly durationMs?: number;
  /** What it failed with when its runner tried it again, in order; the first of them where they are many. */
  readonly reruns?: readonly FailedTry[];
};

export type TestTotals = Readonly<Record<TestOutcome, number>>;

/** The tests of one cell. */
export type CellTests = {
  readonly totals: TestTotals;
  /** Those that neither passed nor were skipped, in the order of the report. */
  readonly notGreen: readonly TestResult[];
  /** The outcome of any of its tests; undefined where it has none of this name. */
  readonly outcomeOf: (name: string) => TestOutcome | undefined;
  /** All of its tests, in the order in which the run's reports first name them. */
  readonly all: () => Iterable<Pick<TestResult, 'name' | 'outcome' | 'durationMs'>>;
  /** What of its reports could not be read, in sentences. */
  readonly problems: readonly string[];
};

/** The cells that have reports. */
export type RunTests = ReadonlyMap<CellId, CellTests>;
