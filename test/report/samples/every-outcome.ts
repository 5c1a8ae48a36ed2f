// A run in which every outcome occurs, with attempts before some of them, an allowed failure, a cell that was never
// reached, and tests of every kind in most cells.

import type { RunEvent } from '../../../src/model/event.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { type Summary, summarize } from '../../../src/model/summary.ts';
import type { CellTests, RunTests, TestResult } from '../../../src/model/test-result.ts';
import { samplePlan } from './plans.ts';
import { type Ending, sampleRun, summaryOf } from './runs.ts';

const red: Outcome = { kind: 'failed', exitCode: 1 };
const hiccup: Outcome = { kind: 'engine-error', problem: { message: 'connection reset', detail: ['by peer'] } };

const endings: Readonly<Record<string, Ending>> = {
  passed: { outcome: { kind: 'passed' } },
  'passed-after-hiccup': { outcome: { kind: 'passed' }, before: [{ outcome: hiccup }] },
  flaky: {
    outcome: { kind: 'flaky', attempts: 3 },
    before: [
      { outcome: red, tail: ['first <try>'] },
      { outcome: hiccup },
      { outcome: { kind: 'timed-out', afterMs: 90_000 }, tail: ['second try'] },
    ],
  },
  cached: { outcome: { kind: 'cached', from: '20261123-104700-3f9c' } },
  failed: { outcome: red, tail: ['1 failing', 'a < b & "c"'] },
  'failed-thrice': {
    outcome: { kind: 'failed', exitCode: 2 },
    tail: ['third try'],
    before: [{ outcome: red, tail: ['first try'] }, { outcome: hiccup }],
  },
  allowed: { outcome: red, tail: ['expected'], before: [{ outcome: red, tail: ['expected'] }] },
  'timed-out': { outcome: { kind: 'timed-out', afterMs: 90_000 }, tail: ['still at it'] },
  'out-of-memory': { outcome: { kind: 'out-of-memory', limitBytes: 512 * 1024 ** 2 } },
  'out-of-all-memory': { outcome: { kind: 'out-of-memory' } },
  'not-built': { outcome: { kind: 'not-built', image: 'todo-api:5c1e-not-built' } },
  'not-ready': {
    outcome: { kind: 'not-ready', service: 'db', reason: 'it exited with code 1', logTail: ['no space left'] },
  },
  'engine-error': { outcome: hiccup, before: [{ outcome: red, tail: ['first try'] }] },
  cancelled: { outcome: { kind: 'cancelled', reason: 'fail-fast' } },
};

export const everyOutcome: Plan = samplePlan({ case: [...Object.keys(endings), 'never'] }, { allow: isAllowed });

function isAllowed(id: string): boolean {
  return id === 'case=allowed';
}

/** All that happened, without the end: a run that was killed. */
export const everyOutcomeEvents: readonly RunEvent[] = sampleRun(
  everyOutcome,
  ({ values }) => endings[String(values.case)],
).filter((event) => event.type !== 'run-finished' && !('cell' in event && event.cell === 'case=never'));

/** The summary of the run, killed or as it would have ended. */
export function everyOutcomeSummary(state: 'killed' | 'finished'): Summary {
  const killed = summaryOf(everyOutcome, everyOutcomeEvents);
  if (state === 'killed') return killed;
  const more: readonly RunEvent[] = [
    { at: (killed.lastAt ?? 0) + 1, type: 'cancelling', reason: 'fail-fast' },
    {
      at: (killed.lastAt ?? 0) + 2,
      type: 'left-over',
      resource: 'network matrix-1',
      problem: { message: 'it is in use', detail: [] },
    },
    { at: (killed.lastAt ?? 0) + 3, type: 'run-finished' },
  ];
  return more.reduce(summarize, killed);
}

/** Tests of every kind, the same in every cell that came to its suite. */
export const everyKindOfTest: readonly TestResult[] = [
  { name: 'adds', outcome: 'passed', durationMs: 1_234 },
  { name: 'takes', outcome: 'passed' },
  { name: 'later', outcome: 'skipped', durationMs: 0 },
  { name: 'says no', outcome: 'failed', durationMs: 20, failure: ['expected <3>', '  at sum.js:1'] },
  { name: 'breaks', outcome: 'failed', durationMs: 20, failure: ['no database'], isError: true },
  {
    name: 'never passes',
    outcome: 'failed',
    durationMs: 30,
    failure: ['first'],
    reruns: [{ failure: ['second', '  at sum.js:2'] }, { failure: ['third'], isError: true }],
  },
  {
    name: 'passes at last',
    outcome: 'flaky',
    durationMs: 40,
    failure: ['timed out'],
    reruns: [{ failure: ['once more'], isError: true }],
  },
  { name: 'says nothing', outcome: 'flaky' },
];

/** The tests of a cell, out of their results. */
export function cellTests(tests: readonly TestResult[]): CellTests {
  const totals = { passed: 0, failed: 0, flaky: 0, skipped: 0 };
  for (const { outcome } of tests) totals[outcome] += 1;
  return {
    totals,
    notGreen: tests.filter(({ outcome }) => outcome === 'failed' || outcome === 'flaky'),
    outcomeOf: (name) => tests.find((one) => one.name === name)?.outcome,
    all: () => tests,
    problems: [],
  };
}

/** Of the cells whose suites ran to their ends. */
export const everyOutcomeTests: RunTests = new Map(
  ['passed', 'flaky', 'failed', 'failed-thrice', 'allowed'].map((cell) => [`case=${cell}`, cellTests(everyKindOfTest)]),
);
