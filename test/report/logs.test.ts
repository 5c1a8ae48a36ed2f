import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { emptySummary, summarize } from '../../src/model/summary.ts';
import { parseEvents } from '../../src/record/read-record.ts';
import { githubReporter } from '../../src/report/github.ts';
import { jsonReporter } from '../../src/report/json.ts';
import { plainReporter } from '../../src/report/plain.ts';
import type { Reporter } from '../../src/report/reporter.ts';
import type { Screen } from '../../src/report/screen.ts';
import { samplePlan } from './samples/plans.ts';
import { mixedEnding, run, sampleRun } from './samples/runs.ts';
import { fakeScreen } from './screen.ts';

const plan = samplePlan({ node: ['13', '20'], postgres: ['13', '15'] });

function told(events: readonly RunEvent[], reporterOn: (screen: Screen) => Reporter, columns = 120): string {
  const screen = fakeScreen({ columns, rows: 40 });
  const reporter = reporterOn(screen);
  let summary = emptySummary(plan, run);
  for (const event of events) {
    summary = summarize(summary, event);
    reporter.event(event, summary);
    reporter.tick(event.at);
  }
  reporter.finish(summary);
  reporter.restore();
  return screen.text();
}

const ndjson = (events: readonly RunEvent[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');

test('plain', () => {
  expect(told(sampleRun(plan, mixedEnding), plainReporter, 80)).toMatchInlineSnapshot(`
    "[todo-api] 4 cells, 4 images, 4 at once, on Docker Engine 29.1.0 (linux/amd64)
    [image node 13] building
    [image node 20] building
    [image postgres:13] pulling
    [image postgres:15] pulling
    [image node 13] ready in 0.9s
    [image node 20] ready in 0.9s
    [image postgres:13] is here already
    [image postgres:15] ready in 0.9s
    [node=13,postgres=13] test started
    [node=13,postgres=15] test started
    [node=13,postgres=13] ✗ failed in 1.9s, exit code 1
    [node=13,postgres=13] │ /app/src/language.js:3
    [node=13,postgres=13] │   return value?.name ?? "nobody";
    [node=13,postgres=13] │                ^
    [node=13,postgres=13] │
    [node=13,postgres=13] │ SyntaxError: Unexpected token '.'
    [node=20,postgres=13] test started
    [node=13,postgres=15] ✗ failed in 1.9s, exit code 1
    [node=13,postgres=15] │ /app/src/language.js:3
    [node=13,postgres=15] │   return value?.name ?? "nobody";
    [node=13,postgres=15] │                ^
    [node=13,postgres=15] │
    [node=13,postgres=15] │ SyntaxError: Unexpected token '.'
    [node=20,postgres=15] ! not ready in 0.9s, service db: it exited with code 1 before it was ready
    [node=20,postgres=15] │ initdb: error: directory "/var/lib/postgresql/data" exists but is not empty
    [node=20,postgres=13] ✗ failed in 4.9s, exit code 1
    [node=20,postgres=13] │ 1 failing
    [node=20,postgres=13] │
    [node=20,postgres=13] │ 1) todos
    [node=20,postgres=13] │      merges:
    [node=20,postgres=13] │    error: syntax error at or near "MERGE"
    [node=20,postgres=13] │     at async merge (src/todos.js:41:18)

    ┌─────────────────┬──────────────────┬──────────────────┐
    │ node \\ postgres │ 13               │ 15               │
    ├─────────────────┼──────────────────┼──────────────────┤
    │ 13              │ ✗ failed    1.9s │ ✗ failed    1.9s │
    │ 20              │ ✗ failed    4.9s │ ! not ready 0.9s │
    └─────────────────┴──────────────────┴──────────────────┘

    3 failed, 1 not ready in 7.2s

    ✗ failed  node=13,postgres=13 and node=13,postgres=15  exit code 1
      │ /app/src/language.js:3
      │   return value?.name ?? "nobody";
      │                ^
      │
      │ SyntaxError: Unexpected token '.'
      reproduce: matrix run --only 'node=13,postgres=13'

    ✗ failed  node=20,postgres=13  exit code 1
      │ 1 failing
      │
      │ 1) todos
      │      merges:
      │    error: syntax error at or near "MERGE"
      │     at async merge (src/todos.js:41:18)
      reproduce: matrix run --only 'node=20,postgres=13'

    ! not ready  node=20,postgres=15
      service db: it exited with code 1 before it was ready
      │ initdb: error: directory "/var/lib/postgresql/data" exists but is not empty
      reproduce: matrix run --only 'node=20,postgres=15'
    "
  `);
});

describe('github', () => {
  test('folds what failed', () => {
    expect(told(sampleRun(plan, mixedEnding), githubReporter)).toMatchInlineSnapshot(`
      "[todo-api] 4 cells, 4 images, 4 at once, on Docker Engine 29.1.0 (linux/amd64)
      [image node 13] building
      [image node 20] building
      [image postgres:13] pulling
      [image postgres:15] pulling
      [image node 13] ready in 0.9s
      [image node 20] ready in 0.9s
      [image postgres:13] is here already
      [image postgres:15] ready in 0.9s
      [node=13,postgres=13] test started
      [node=13,postgres=15] test started
      ::group::[node=13,postgres=13] ✗ failed in 1.9s, exit code 1
        /app/src/language.js:3
          return value?.name ?? "nobody";
                       ^

        SyntaxError: Unexpected token '.'
      ::endgroup::
      [node=20,postgres=13] test started
      ::group::[node=13,postgres=15] ✗ failed in 1.9s, exit code 1
        /app/src/language.js:3
          return value?.name ?? "nobody";
                       ^

        SyntaxError: Unexpected token '.'
      ::endgroup::
      ::group::[node=20,postgres=15] ! not ready in 0.9s, service db: it exited with code 1 before it was ready
        initdb: error: directory "/var/lib/postgresql/data" exists but is not empty
      ::endgroup::
      ::group::[node=20,postgres=13] ✗ failed in 4.9s, exit code 1
        1 failing

        1) todos
             merges:
           error: syntax error at or near "MERGE"
            at async merge (src/todos.js:41:18)
      ::endgroup::

      ┌─────────────────┬──────────────────┬──────────────────┐
      │ node \\ postgres │ 13               │ 15               │
      ├─────────────────┼──────────────────┼──────────────────┤
      │ 13              │ ✗ failed    1.9s │ ✗ failed    1.9s │
      │ 20              │ ✗ failed    4.9s │ ! not ready 0.9s │
      └─────────────────┴──────────────────┴──────────────────┘

      3 failed, 1 not ready in 7.2s

      ✗ failed  node=13,postgres=13 and node=13,postgres=15  exit code 1
        │ /app/src/language.js:3
        │   return value?.name ?? "nobody";
        │                ^
        │
        │ SyntaxError: Unexpected token '.'
        reproduce: matrix run --only 'node=13,postgres=13'

      ✗ failed  node=20,postgres=13  exit code 1
        │ 1 failing
        │
        │ 1) todos
        │      merges:
        │    error: syntax error at or near "MERGE"
        │     at async merge (src/todos.js:41:18)
        reproduce: matrix run --only 'node=20,postgres=13'

      ! not ready  node=20,postgres=15  service db: it exited with code 1 before it was ready
        │ initdb: error: directory "/var/lib/postgresql/data" exists but is not empty
        reproduce: matrix run --only 'node=20,postgres=15'
      "
    `);
  });

  test('folds what a suite printed when its cell ends, whatever the others do meanwhile', () => {
    const screen = fakeScreen({ columns: 120 });
    const logPath = ({ cell }: { readonly cell: string }) => `runs/r/${cell}/test.log`;
    const reporter = githubReporter(screen, { logPath });
    const two = samplePlan({ node: ['13', '20'] });
    let summary = emptySummary(two, run);
    const events = sampleRun(two, ({ id }) =>
      id === 'node=13' ? { outcome: { kind: 'failed', exitCode: 1 }, tail: ['boom'] } : { outcome: { kind: 'passed' } },
    );
    const print = (cell: string, text: string) =>
      reporter.output?.({ cell, attempt: 1, source: 'test' }, Buffer.from(text));
    for (const event of events) {
      summary = summarize(summary, event);
      if (event.type === 'cell-phase' && event.phase === 'test') {
        print(event.cell, `start of ${event.cell}\n`);
        print('node=20', '::error::not for you\n'.repeat(event.cell === 'node=20' ? 2_000 : 0));
      }
      reporter.event(event, summary);
    }
    const text = screen.text().replace(/( {2}: :error::not for you\n){1999}/, '  …1,999 of them\n');
    expect(text.slice(text.indexOf('[node=13] test started'))).toMatchInlineSnapshot(`
      "[node=13] test started
      [node=20] test started
      ::group::[node=13] ✗ failed in 4.2s, exit code 1
        start of node=13
      ::endgroup::
      ::group::[node=20] ✓ passed in 4.6s
        (only the end of it; all of it is in runs/r/node=20/test.log)
        …1,999 of them
        : :error::not for you
      ::endgroup::
      "
    `);
  });

  test('lets no suite speak to the runner', () => {
    const tail = ['::error file=a::boo', '  ::add-mask::x', 'a\r::stop-commands::y', '##[group]z', '::endgroup::'];
    const text = told(
      sampleRun(plan, () => ({ outcome: { kind: 'failed', exitCode: 1 }, tail })),
      githubReporter,
    );
    const commands = text.split(/[\r\n]/).filter((line) => /^\s*::|##\[/.test(line));
    expect(new Set(commands.map((line) => line.replace(/(?<=^::group::).*/, '')))).toEqual(
      new Set(['::group::', '::endgroup::']),
    );
    expect(commands).toHaveLength(2 * plan.cells.length);
  });
});

test('json is the event log', () => {
  const events = sampleRun(plan, mixedEnding);
  expect(told(events, jsonReporter)).toBe(ndjson(events));
});

test('a replay of the event log says the same as the run did', () => {
  const events = sampleRun(plan, mixedEnding);
  fc.assert(
    fc.property(fc.nat({ max: events.length }), fc.shuffledSubarray([...events]), (length, shuffled) => {
      for (const some of [events.slice(0, length), shuffled])
        for (const reporter of [plainReporter, githubReporter])
          expect(told(parseEvents(ndjson(some), 'events.ndjson'), reporter)).toBe(told(some, reporter));
    }),
    { numRuns: 20 },
  );
});

test('cancelling, retries, lost services and what is left', () => {
  const cell = 'node=13,postgres=13';
  const events: readonly RunEvent[] = [
    { at: 1, type: 'cell-phase', cell, attempt: 1, phase: 'test' },
    { at: 2, type: 'service-lost', cell, attempt: 1, service: 'db', exitCode: 137, logTail: [] },
    { at: 3, type: 'cell-phase', cell, attempt: 2, phase: 'test' },
    { at: 4, type: 'cancelling', reason: 'fail-fast' },
    { at: 5, type: 'cancelling', reason: 'interrupted' },
    { at: 6, type: 'left-over', resource: 'volume x', problem: { message: 'in use', detail: [] } },
  ];
  expect(told(events, plainReporter).split('\n\n')[0]).toMatchInlineSnapshot(`
    "[node=13,postgres=13] test started
    [node=13,postgres=13] service db exited with code 137 while the suite ran
    [node=13,postgres=13] test started, attempt 2
    [todo-api] stopping at the first failure
    [todo-api] interrupted, cleaning up
    [todo-api] left behind: volume x: in use"
  `);
});
