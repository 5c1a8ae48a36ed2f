import { expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { reportTroubles } from '../../src/report/report-troubles.ts';
import { samplePlan } from './samples/plans.ts';
import { sampleRun, summaryOf } from './samples/runs.ts';
import { testsOf } from './samples/tests.ts';

/** Node 13 is red, 15 and 20 are green. */
function summaryWith(results: readonly string[]) {
  const made = samplePlan({ node: ['13', '15', '20'] });
  const plan: Plan = { ...made, cells: made.cells.map((cell) => ({ ...cell, test: { ...cell.test, results } })) };
  const run = sampleRun(plan, ({ index }) =>
    index === 0 ? { outcome: { kind: 'failed', exitCode: 1 }, tail: ['crash'] } : undefined,
  );
  return summaryOf(plan, run);
}

const testsIn = (has: (id: string) => boolean) =>
  testsOf(samplePlan({ node: ['13', '15', '20'] }), { adds: () => 'passed' }, has);

test('reports that are nowhere are told once, with what was looked for', () => {
  expect(reportTroubles(summaryWith(['report/*.xml']), new Map())).toEqual([
    'no report of tests from node=13 and 2 more: no file matches report/*.xml',
  ]);
});

test('a suite that crashed owes none, one that passed does', () => {
  const summary = summaryWith(['r.xml']);
  expect(
    reportTroubles(
      summary,
      testsIn((id) => id !== 'node=13'),
    ),
  ).toEqual([]);
  expect(
    reportTroubles(
      summary,
      testsIn((id) => id === 'node=20'),
    ),
  ).toEqual(['no report of tests from node=13 and node=15: no file matches r.xml']);
});

test('nothing is missed where nothing was asked for', () => {
  expect(reportTroubles(summaryWith([]), new Map())).toEqual([]);
});

test('a report that was cut off with its suite is told by the outcome alone', () => {
  const tests = new Map([...testsIn(() => true)].map(([id, one]) => [id, { ...one, problems: ['it has no end'] }]));
  const { cells, ...rest } = summaryWith(['r.xml']);
  const [first, ...others] = cells;
  const timedOut = first ? [{ ...first, outcome: { kind: 'timed-out' as const, afterMs: 5 } }] : [];
  expect(reportTroubles({ ...rest, cells: [...timedOut, ...others] }, tests)).toEqual([
    'node=15: it has no end',
    'node=20: it has no end',
  ]);
});
