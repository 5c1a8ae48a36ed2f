// The cases of a cell's suite in JUnit XML: one for the suite as a whole, one for each test; the tries of each.

import { type CellSummary, type FailedAttempt, isAllowed } from '../model/cell-summary.ts';
import { verdictOf } from '../model/outcome.ts';
import type { Summary } from '../model/summary.ts';
import type { CellTests, FailedTry, TestResult } from '../model/test-result.ts';
import { comparedLines } from './compared-text.ts';
import { failureText } from './failure-text.ts';
import { outcomeLook } from './outcome-look.ts';

/** What the case of a whole cell is called. */
const whole = 'the suite';

export type Case = {
  readonly name: string;
  readonly durationMs?: number;
  /** Why it is no pass. */
  readonly because?: Because;
  /** Why it did not pass at once, where it passed at last. */
  readonly flaky?: readonly Try[];
};

export type Because = {
  readonly element: 'failure' | 'error' | 'skipped';
  readonly type: string;
  readonly message: string;
  readonly lines: readonly string[];
  /** The other tries, where none passed. */
  readonly reruns?: readonly Try[];
};

/** A try that did not pass, and is not what counts. */
export type Try = {
  readonly kind: 'Failure' | 'Error';
  readonly type: string;
  readonly message: string;
  readonly lines: readonly string[];
};

/** The case of the suite as a whole, and one for each of its tests: made anew whenever they are gone through. */
export function casesOf(cell: CellSummary, summary: Summary, tests: CellTests | undefined): Iterable<Case> {
  const failures = new Map(tests?.notGreen.map((test) => [test.name, test]));
  return {
    *[Symbol.iterator]() {
      yield wholeCase(cell, summary);
      for (const test of tests?.all() ?? []) yield testCase(failures.get(test.name) ?? test, isAllowed(cell));
    },
  };
}

function wholeCase(cell: CellSummary, summary: Summary): Case {
  const { outcome, durationMs, state } = cell;
  const because = (element: Because['element'], message: string, more: Partial<Because> = {}): Case => ({
    name: whole,
    durationMs,
    because: { element, type: outcome?.kind ?? 'unfinished', message, lines: [], ...more },
  });
  if (state === 'missing') return because('error', 'it is in no record');
  if (!outcome) return because('error', 'the run was ended before it');
  const verdict = verdictOf(outcome.kind);
  // A hiccup of the engine before a pass says nothing of the suite, and makes nothing flaky.
  if (verdict === 'green')
    return { name: whole, durationMs, ...(outcome.kind === 'flaky' ? { flaky: attemptsOf(cell, summary) } : {}) };
  const text = failureText(cell, summary);
  const message = text?.why ?? outcomeLook(outcome.kind, false).word;
  if (verdict === 'cancelled') return because('skipped', message);
  if (isAllowed(cell)) return because('skipped', `allowed to fail: ${message}`);
  return because(verdict === 'red' ? 'failure' : 'error', message, {
    lines: [...(text?.lines ?? []), ...comparedLines([cell.cell], summary.compared ?? [])],
    reruns: attemptsOf(cell, summary),
  });
}

function attemptsOf(cell: CellSummary, summary: Summary): readonly Try[] {
  return cell.failedAttempts.map((failed) => attemptTry(failed, cell, summary));
}

function attemptTry(failed: FailedAttempt, cell: CellSummary, summary: Summary): Try {
  const { kind } = failed.outcome;
  const text = failureText({ ...cell, ...failed, attempts: 1 }, summary);
  return {
    kind: verdictOf(kind) === 'red' ? 'Failure' : 'Error',
    type: kind,
    message: text?.why ?? outcomeLook(kind, false).word,
    lines: text?.lines ?? [],
  };
}

function testCase(
  { name, outcome, durationMs, failure = [], isError, reruns = [] }: TestResult,
  allowed: boolean,
): Case {
  const time = { name, ...(durationMs === undefined ? {} : { durationMs }) };
  const first: FailedTry = { failure, ...(isError ? { isError } : {}) };
  const { message, lines } = testTry(first);
  switch (outcome) {
    case 'passed':
      return time;
    case 'skipped':
      return { ...time, because: { element: 'skipped', type: outcome, message: '', lines: [] } };
    case 'flaky':
      return { ...time, flaky: [first, ...reruns].map(testTry) };
    case 'failed': {
      const because = { type: outcome, message, lines, reruns: reruns.map(testTry) };
      const excused = { type: outcome, message: `allowed to fail: ${message}`, lines: [] };
      return { ...time, because: allowed ? { element: 'skipped', ...excused } : { element: 'failure', ...because } };
    }
  }
}

function testTry({ failure: [message = '', ...lines], isError }: FailedTry): Try {
  return isError
    ? { kind: 'Error', type: 'error', message, lines }
    : { kind: 'Failure', type: 'failed', message, lines };
}
