import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAllowed } from '../../src/model/cell-summary.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { cancelReasons, type Outcome, type OutcomeKind, outcomeKinds, verdictOf } from '../../src/model/outcome.ts';
import { emptySummary, exitCode, summarize, wallTime } from '../../src/model/summary.ts';
import { samplePlan } from '../report/samples/plans.ts';
import { engine, mixedEnding, run, sampleRun, start, summaryOf } from '../report/samples/runs.ts';

const examples: Readonly<Record<OutcomeKind, Outcome>> = {
  passed: { kind: 'passed' },
  flaky: { kind: 'flaky', attempts: 2 },
  cached: { kind: 'cached', from: 'earlier' },
  failed: { kind: 'failed', exitCode: 7 },
  'timed-out': { kind: 'timed-out', afterMs: 1_000 },
  'out-of-memory': { kind: 'out-of-memory' },
  'not-built': { kind: 'not-built', image: 'todo-api:5c1e-13' },
  'not-ready': { kind: 'not-ready', service: 'db', reason: 'it exited', logTail: [] },
  'engine-error': { kind: 'engine-error', problem: { message: 'gone', detail: [] } },
  cancelled: { kind: 'cancelled', reason: 'fail-fast' },
};

const finished = (cell: string, kind: OutcomeKind): RunEvent => ({
  at: start,
  type: 'cell-finished',
  cell,
  outcome: examples[kind],
  durationMs: 10,
  attempts: 1,
  outputTail: [],
});

const pair = (allow: (id: string) => boolean) => samplePlan({ node: ['13', '15'] }, { allow });
const [first, second] = ['node=13', 'node=15'] as const;

describe('exitCode', () => {
  const alone = { green: 0, red: 1, infrastructure: 3, cancelled: 0 } as const;
  const reasons = [undefined, ...cancelReasons];
  const byReason = { interrupted: 130, terminated: 143 } as const;

  const table = outcomeKinds.flatMap((kind) =>
    [false, true].flatMap((allowed) => reasons.map((reason) => ({ kind, allowed, reason }))),
  );
  test.each(table)('$kind, allowed: $allowed, cancelled by $reason', ({ kind, allowed, reason }) => {
    const plan = pair((id) => id === first && allowed);
    const events: RunEvent[] = [finished(first, kind), finished(second, 'passed')];
    if (reason) events.push({ at: start, type: 'cancelling', reason });
    const expected =
      reason === 'interrupted' || reason === 'terminated' ? byReason[reason] : allowed ? 0 : alone[verdictOf(kind)];
    expect(exitCode(summaryOf(plan, events))).toBe(expected);
  });

  test.each(outcomeKinds.flatMap((a) => outcomeKinds.map((b) => [a, b] as const)))('%s beside %s', (a, b) => {
    const codes = [alone[verdictOf(a)], alone[verdictOf(b)]] as const;
    const expected = codes.includes(1) ? 1 : codes.includes(3) ? 3 : 0;
    const summary = summaryOf(
      pair(() => false),
      [finished(first, a), finished(second, b)],
    );
    expect(exitCode(summary)).toBe(expected);
  });
});

describe('summarize', () => {
  const plan = samplePlan({ node: ['13', '15', '20'], postgres: ['13', '15', '17'] });
  const events = sampleRun(plan, mixedEnding);

  test('a cell from waiting to finished', () => {
    const cell = 'node=13,postgres=13';
    const phase = (at: number, attempt: number, name: 'network' | 'services' | 'test' | 'teardown'): RunEvent => ({
      at,
      type: 'cell-phase',
      cell,
      attempt,
      phase: name,
    });
    const lost = { cell, attempt: 1, service: 'db', exitCode: 137, logTail: ['killed'] } as const;
    const steps: RunEvent[] = [
      { at: 0, type: 'run-started', run, plan, engine, jobs: 2 },
      phase(10, 1, 'network'),
      phase(20, 1, 'test'),
      { at: 25, type: 'service-lost', ...lost },
      phase(30, 2, 'test'),
      { ...finished(cell, 'flaky'), at: 50 } as RunEvent,
    ];
    const running = summaryOf(plan, steps.slice(0, 4)).cells[0];
    expect(running).toMatchObject({
      state: 'running',
      phase: 'test',
      attempt: 1,
      phases: [{ end: 20 }, { start: 20 }],
    });
    const done = summaryOf(plan, steps);
    expect(done.cells[0]).toMatchObject({
      state: 'finished',
      attempt: 2,
      phases: [
        { name: 'network', attempt: 1, start: 10, end: 20 },
        { name: 'test', attempt: 1, start: 20, end: 30 },
        { name: 'test', attempt: 2, start: 30, end: 50 },
      ],
      outcome: { kind: 'flaky' },
      lostServices: [{ service: 'db', exitCode: 137 }],
    });
    expect(done.cells[0]).not.toHaveProperty('phase');
    expect(wallTime(done)).toBe(50);
  });

  test('an image from waiting to ready or failed', () => {
    const [built, other] = plan.images;
    if (!built || !other) throw new Error('the sample has images');
    const progress = { done: 1, total: 2, unit: 'steps', text: 'RUN npm ci' } as const;
    const summary = summaryOf(plan, [
      { at: 5, type: 'image-started', image: built.key },
      { at: 6, type: 'image-progress', image: built.key, progress },
      { at: 9, type: 'image-ready', image: built.key, id: 'sha256:1', cached: true },
      { at: 7, type: 'image-started', image: other.key },
      { at: 8, type: 'image-failed', image: other.key, problem: { message: 'no', detail: [] } },
    ]);
    expect(summary.images[0]).toMatchObject({ state: 'ready', progress, startedAt: 5, endedAt: 9, cached: true });
    expect(summary.images[1]).toMatchObject({ state: 'failed', endedAt: 8, problem: { message: 'no' } });
    expect(summary.images[2]).toMatchObject({ state: 'waiting' });
  });

  test('the reason for cancelling only rises', () => {
    const cancelling = (reason: (typeof cancelReasons)[number]): RunEvent => ({ at: 1, type: 'cancelling', reason });
    const summary = summaryOf(plan, [cancelling('terminated'), cancelling('fail-fast'), cancelling('interrupted')]);
    expect(summary.cancelReason).toBe('terminated');
  });

  test('every cell is counted once, whatever happens', () => {
    const cells = plan.cells.map(({ id }) => id);
    const event = fc.oneof(
      fc
        .record({ cell: fc.constantFrom(...cells), kind: fc.constantFrom(...outcomeKinds) })
        .map((f) => finished(f.cell, f.kind)),
      fc.constantFrom(...events),
    );
    const allowing = samplePlan(
      { node: ['13', '15', '20'], postgres: ['13', '15', '17'] },
      { allow: (id) => id.includes('20') },
    );
    fc.assert(
      fc.property(
        fc.array(
          event.filter(({ type }) => type !== 'run-started'),
          { maxLength: 60 },
        ),
        (some) => {
          const { counts, cells: known } = summaryOf(allowing, some);
          const outcomes = Object.values(counts.outcomes).reduce((a, b) => a + b, 0);
          expect(counts.waiting + counts.running + outcomes).toBe(counts.total);
          expect(outcomes).toBe(known.filter(({ state }) => state === 'finished').length);
          expect(Object.values(counts.allowed).reduce((a, b) => a + b, 0)).toBe(known.filter(isAllowed).length);
        },
      ),
    );
  });

  test('a summary is never changed by a later event', () => {
    const freeze = <T>(value: T): T => {
      if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
        Object.freeze(value);
        for (const part of Object.values(value)) freeze(part);
      }
      return value;
    };
    let summary = freeze(emptySummary(plan, run));
    for (const event of events) summary = freeze(summarize(summary, event));
    expect(summary.counts).toMatchObject({ waiting: 0, running: 0 });
  });

  test('events of cells and images that the plan lacks change nothing but the time', () => {
    const before = emptySummary(plan, run);
    const { lastAt, ...after } = summarize(before, finished('node=99', 'failed'));
    expect(lastAt).toBe(start);
    expect(after).toEqual(before);
  });
});
