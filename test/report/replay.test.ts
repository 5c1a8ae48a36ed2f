import { describe, expect, test } from 'vitest';
import { whereOf, whereRed } from '../../src/diagnosis/where-red.ts';
import type { OutputSource, RunEvent } from '../../src/model/event.ts';
import type { Plan } from '../../src/model/plan.ts';
import { emptySummary, type Summary, summarize } from '../../src/model/summary.ts';
import type { RunTests } from '../../src/model/test-result.ts';
import { parseEvents } from '../../src/record/read-record.ts';
import { mostTailBytes } from '../../src/report/cell-tails.ts';
import { githubReporter } from '../../src/report/github.ts';
import { jsonReporter } from '../../src/report/json.ts';
import { liveReporter } from '../../src/report/live.ts';
import { plainReporter } from '../../src/report/plain.ts';
import { replay } from '../../src/report/replay.ts';
import type { Reporter } from '../../src/report/reporter.ts';
import { cellPlan, planOf, play } from '../run/harness.ts';
import { samplePlan } from './samples/plans.ts';
import { mixedEnding, sampleRun } from './samples/runs.ts';
import { testsOf } from './samples/tests.ts';
import { fakeScreen } from './screen.ts';

const reporters = { plain: plainReporter, github: githubReporter, json: jsonReporter, live: liveReporter };

const samples: Readonly<Record<string, () => Promise<{ plan: Plan; events: readonly RunEvent[]; tests: RunTests }>>> = {
  'nine cells, five of them red': async () => {
    const plan = samplePlan({ node: ['13', '15', '20'], postgres: ['13', '15', '17'] });
    const tests = testsOf(plan, { 'todos › merges': ({ postgres }) => (postgres === '13' ? 'failed' : 'passed') });
    return { plan, events: sampleRun(plan, mixedEnding), tests };
  },
  'an attempt more, a service that goes, a run that is interrupted': async () => {
    const plan = planOf([cellPlan('a', { services: ['db'], retries: 2 }), cellPlan('b', { services: ['db'] })]);
    const fails = { takesMs: 1_000, exit: { exitCode: 1 }, output: 'one\n\u001b[31mtwo\u001b[0m\n' };
    const goes = { readyAfterMs: 100, takesMs: 700, exit: { exitCode: 3 }, output: 'out of space\n' };
    const script = { test: () => fails, service: () => goes };
    const { events } = await play(plan, script, { cancelAt: 1_500 });
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['cancelling', 'service-lost']));
    return { plan, events, tests: new Map() };
  },
};

describe.each(Object.entries(samples))('%s', (_, sample) => {
  test.each(Object.entries(reporters))(
    '%s: what is told of the record is what was told of the run, byte for byte',
    async (_, make) => {
      const { plan, events, tests } = await sample();
      const told = (tell: (reporter: Reporter) => unknown) => {
        const screen = fakeScreen({ colour: true });
        tell(make(screen, { file: 'matrix.yml', whereRed, whereOf }));
        return screen.text();
      };
      const live = told((reporter) => {
        let summary: Summary = emptySummary(plan, 'r');
        for (const event of events) {
          summary = summarize(summary, event);
          reporter.event(event, summary);
          reporter.tick(event.at);
        }
        reporter.restore();
        reporter.finish(summary, tests);
      });
      const recorded = parseEvents(events.map((event) => `${JSON.stringify(event)}\n`).join(''), 'events.ndjson');
      expect(live.length).toBeGreaterThan(500);
      expect(told((reporter) => replay(recorded, emptySummary(plan, 'r'), tests, reporter))).toBe(live);
    },
  );
});

test('what suites printed is told again, attempt by attempt, or its end', () => {
  const plan = samplePlan({ node: ['13', '15'] });
  const events = sampleRun(plan, () => ({ outcome: { kind: 'flaky', attempts: 2 } })).flatMap((event): RunEvent[] => {
    if (event.type !== 'cell-phase') return [event];
    const second = { ...event, attempt: 2 };
    return event.phase === 'test' ? [event, second] : [event.phase === 'teardown' ? second : event];
  });
  const printed: Readonly<Record<string, string>> = {
    'node=13 1': 'no\n',
    'node=13 2': 'yes\n',
    'node=15 2': `${'0123456789'.repeat(6)}\n`.repeat(4_000),
  };
  const bytesOf = ({ cell, attempt }: OutputSource) => Buffer.from(printed[`${cell} ${attempt}`] ?? '');
  const told = (tell: (reporter: Reporter) => unknown) => {
    const screen = fakeScreen();
    tell(githubReporter(screen, { logPath: () => 'test.log' }));
    return screen.text();
  };
  const live = told((reporter) => {
    let summary: Summary = emptySummary(plan, 'r');
    for (const event of events) {
      summary = summarize(summary, event);
      if (event.type === 'cell-phase' && event.phase === 'test') {
        const source: OutputSource = { cell: event.cell, attempt: event.attempt, source: 'test' };
        const bytes = bytesOf(source);
        for (let at = 0; at < bytes.length; at += 1_000) reporter.output?.(source, bytes.subarray(at, at + 1_000));
      }
      reporter.event(event, summary);
    }
    reporter.finish(summary);
  });
  const ends = (source: OutputSource) => bytesOf(source).subarray(-(mostTailBytes + 1));
  const again = told((reporter) => replay(events, emptySummary(plan, 'r'), new Map(), reporter, ends));
  expect(again).toBe(live);
  expect(live).toContain('\n  no\n  --- attempt 2 ---\n  yes\n::endgroup::\n');
  expect(live).toContain('\n  (only the end of it; all of it is in test.log)\n  0123456789');
});
