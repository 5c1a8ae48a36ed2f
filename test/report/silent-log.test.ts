import { expect, test } from 'vitest';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Summary } from '../../src/model/summary.ts';
import { silence } from '../../src/report/silent-log.ts';
import { samplePlan } from './samples/plans.ts';
import { type Ending, sampleRun, summaryOf } from './samples/runs.ts';

const plan = samplePlan({ node: ['13'], postgres: ['15'] });
const id = 'node=13,postgres=15';
const ended = (ending: Ending) =>
  summaryOf(
    plan,
    sampleRun(plan, () => ending),
  );
const failed: Outcome = { kind: 'failed', exitCode: 3 };
const gone: Outcome = { kind: 'not-ready', service: 'db', reason: 'exited with code 1', logTail: [] };

function said(summary: Summary, more: Partial<Parameters<typeof silence>[0]> = {}) {
  const [cell] = summary.cells;
  if (!cell) throw new Error('the sample has a cell');
  return silence(
    { cell, attempt: Math.max(1, cell.attempt), source: 'test', written: [], run: undefined, ...more },
    summary,
  );
}

test('a suite that printed nothing, with what became of it', () => {
  expect(said(ended({ outcome: { kind: 'passed' } }))).toEqual({
    kind: 'silent',
    sentence: `The suite of ${id} printed nothing (passed)`,
  });
  expect(said(ended({ outcome: failed })).sentence).toBe(`The suite of ${id} printed nothing (failed, exit code 3)`);
  const flaky = ended({ outcome: { kind: 'flaky', attempts: 2 }, before: [{ outcome: failed }] });
  expect(said(flaky).sentence).toBe(`The suite of ${id} printed nothing in attempt 2 (flaky)`);
  expect(said(ended({ outcome: { kind: 'passed' } }), { source: { service: 'db' } }).sentence).toBe(
    `The service db of ${id} printed nothing (passed)`,
  );
  expect(said(ended({ outcome: { kind: 'cancelled', reason: 'interrupted' } })).sentence).toBe(
    `The suite of ${id} printed nothing (cancelled, interrupted)`,
  );
});

test('a suite that was never started: why, and where the words of its service are', () => {
  expect(said(ended({ outcome: gone }), { written: ['db'] })).toEqual({
    kind: 'never-started',
    sentence: `The suite of ${id} was never started: not ready, service db: exited with code 1`,
    hint: `what its services wrote: matrix logs '${id}' db`,
  });
  expect(said(ended({ outcome: gone }), { written: ['db'], run: 'copied here' }).hint).toBe(
    `what its services wrote: matrix logs '${id}' db --run 'copied here'`,
  );
  expect(said(ended({ outcome: gone })).hint).toBe('matrix report tells more');
});

test('what the engine or a build failed was never started, and its report tells more', () => {
  const problem = { message: 'no space left on device', detail: [] };
  expect(said(ended({ outcome: { kind: 'engine-error', problem } }), { run: 'r1' })).toEqual({
    kind: 'never-started',
    sentence: `The suite of ${id} was never started: engine error, no space left on device`,
    hint: 'matrix report r1 tells more',
  });
  const unbuilt = ended({ outcome: { kind: 'not-built', image: plan.images[0]?.key ?? '' } });
  expect(said(unbuilt, { source: { service: 'db' } }).sentence).toBe(
    `The service db of ${id} was never started: not built, image todo-api:5c1e-13: step [4/7] RUN npm ci exited with code 1`,
  );
});

test('a run that goes on, or was killed, has no outcome yet', () => {
  const events = sampleRun(plan, () => ({ outcome: { kind: 'passed' } }));
  const until = (phase: string) =>
    summaryOf(
      plan,
      events.slice(0, 1 + events.findIndex((event) => event.type === 'cell-phase' && event.phase === phase)),
    );
  expect(said(until('test'))).toEqual({
    kind: 'silent',
    sentence: `The suite of ${id} has printed nothing so far: the run has no outcome of it`,
  });
  expect(said(until('services')).sentence).toBe(
    `The suite of ${id} has not been started so far: the run has no outcome of it`,
  );
});
