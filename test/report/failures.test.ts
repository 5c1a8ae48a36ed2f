import { expect, test } from 'vitest';
import type { Outcome } from '../../src/model/outcome.ts';
import { failureReport, reproduceCommand } from '../../src/report/failures.ts';
import { finalReport } from '../../src/report/final-report.ts';
import type { ReportOptions } from '../../src/report/reporter.ts';
import { samplePlan } from './samples/plans.ts';
import { mixedEnding, mochaTail, sampleRun, summaryOf } from './samples/runs.ts';
import { testsOf } from './samples/tests.ts';
import { fakeScreen } from './screen.ts';

const plan = samplePlan(
  { node: ['13', '15', '20', '22'], postgres: ['13', '15', '17'] },
  { allow: (id) => id.startsWith('node=22') },
);
const options: ReportOptions = {
  file: 'matrix.yml',
  logPath: ({ cell, source }) =>
    `.matrix/runs/r/cells/${cell}/${source === 'test' ? 'test' : `services/${source.service}`}.log`,
};

test('each failure once, those that are allowed last', () => {
  const summary = summaryOf(plan, sampleRun(plan, mixedEnding));
  expect(failureReport(summary, fakeScreen(), options)).toMatchInlineSnapshot(`
    "✗ failed  node=13,postgres=13 and 2 more  exit code 1
      │ /app/src/language.js:3
      │   return value?.name ?? "nobody";
      │                ^
      │
      │ SyntaxError: Unexpected token '.'
      reproduce: matrix run matrix.yml --only 'node=13,postgres=13'
      whole log: .matrix/runs/r/cells/node=13,postgres=13/test.log

    ✗ failed  node=15,postgres=13 and node=20,postgres=13  exit code 1
      │ 1 failing
      │
      │ 1) todos
      │      merges:
      │    error: syntax error at or near "MERGE"
      │     at async merge (src/todos.js:41:18)
      reproduce: matrix run matrix.yml --only 'node=15,postgres=13'
      whole log: .matrix/runs/r/cells/node=15,postgres=13/test.log

    ! not ready  node=20,postgres=15
      service db: it exited with code 1 before it was ready
      │ initdb: error: directory "/var/lib/postgresql/data" exists but is not empty
      reproduce: matrix run matrix.yml --only 'node=20,postgres=15'
      whole log: .matrix/runs/r/cells/node=20,postgres=15/services/db.log

    ✗ failed (allowed)  node=22,postgres=13 and 2 more  exit code 1
      │ 1 failing
      │
      │ 1) todos
      │      merges:
      │    error: syntax error at or near "MERGE"
      │     at async merge (src/todos.js:41:18)
      reproduce: matrix run matrix.yml --only 'node=22,postgres=13'
      whole log: .matrix/runs/r/cells/node=22,postgres=13/test.log"
  `);
});

test('where the tests say what failed, they are the failures: each once, with all the cells that have it', () => {
  const three = samplePlan({ node: ['13', '15'], postgres: ['13', '15'] });
  const isOld = (value: string | undefined) => value === '13';
  const run = sampleRun(three, ({ values }) =>
    isOld(String(values.node)) || isOld(String(values.postgres))
      ? { outcome: { kind: 'failed', exitCode: 1 }, tail: mochaTail }
      : undefined,
  );
  const failing = (axis: 'node' | 'postgres') => (values: Readonly<Record<string, string>>) =>
    isOld(values[axis]) ? ('failed' as const) : ('passed' as const);
  const names = ['reads one', 'reads two', 'reads three', 'reads four', 'reads five'];
  const tests = testsOf(
    three,
    { 'todos › merges': failing('postgres'), ...Object.fromEntries(names.map((name) => [name, failing('node')])) },
    () => true,
    {
      'todos › merges': ['error: syntax error at or near "MERGE"', '    at async merge (src/todos.js:41:18)'],
      ...Object.fromEntries(names.map((name) => [name, [`TypeError: ${name}`, '    at node:internal/process:5:1']])),
    },
  );
  expect(failureReport(summaryOf(three, run), fakeScreen(), options, tests)).toMatchInlineSnapshot(`
    "✗ failed  node=13,postgres=13 and node=15,postgres=13  todos › merges
      │ error: syntax error at or near "MERGE"
      │     at async merge (src/todos.js:41:18)
      reproduce: matrix run matrix.yml --only 'node=13,postgres=13'
      whole log: .matrix/runs/r/cells/node=13,postgres=13/test.log

    ✗ failed  node=13,postgres=13 and node=13,postgres=15  reads one
      │ TypeError: reads one
      reproduce: matrix run matrix.yml --only 'node=13,postgres=13'
      whole log: .matrix/runs/r/cells/node=13,postgres=13/test.log

    ✗ failed  node=13,postgres=13 and node=13,postgres=15  reads two
      │ TypeError: reads two
      reproduce: matrix run matrix.yml --only 'node=13,postgres=13'
      whole log: .matrix/runs/r/cells/node=13,postgres=13/test.log

    ✗ failed  node=13,postgres=13 and node=13,postgres=15  reads three
      │ TypeError: reads three
      and 2 more tests that fail in these cells
      reproduce: matrix run matrix.yml --only 'node=13,postgres=13'
      whole log: .matrix/runs/r/cells/node=13,postgres=13/test.log"
  `);
});

test('who looks for a service on localhost is told its name', () => {
  const one = samplePlan({ node: ['20'], postgres: ['15'] });
  const tail = ['Error: connect ECONNREFUSED 127.0.0.1:5432', '    at TCPConnectWrap.afterConnect (node:net:1607:16)'];
  const summary = summaryOf(
    one,
    sampleRun(one, () => ({ outcome: { kind: 'failed', exitCode: 1 }, tail })),
  );
  expect(failureReport(summary, fakeScreen(), options)).toMatchInlineSnapshot(`
    "✗ failed  node=20,postgres=15  exit code 1
      │ Error: connect ECONNREFUSED 127.0.0.1:5432
      hint: localhost is the suite's own container; its service is reached as db
      reproduce: matrix run matrix.yml --only 'node=20,postgres=15'
      whole log: .matrix/runs/r/cells/node=20,postgres=15/test.log"
  `);
});

test('a build that failed is told once for all its cells', () => {
  const summary = summaryOf(
    plan,
    sampleRun(plan, ({ image, values }) =>
      values.node === '13' ? { outcome: { kind: 'not-built', image } } : undefined,
    ),
  );
  expect(failureReport(summary, fakeScreen(), options)).toMatchInlineSnapshot(`
    "! not built  node=13,postgres=13 and 2 more
      image node 13: step [4/7] RUN npm ci exited with code 1
      │ npm ERR! code EBADENGINE
      │ npm ERR! engine Unsupported engine
      │ npm ERR! notsup Required: {"node":">=15"}
      │ npm ERR! notsup Actual:   {"npm":"6.14.8","node":"v13.14.0"}
      reproduce: matrix run matrix.yml --only 'node=13,postgres=13'"
  `);
});

test('limits, the engine, and a database that died', () => {
  const outcomes: readonly Outcome[] = [
    { kind: 'timed-out', afterMs: 600_000 },
    { kind: 'out-of-memory', limitBytes: 512 * 1024 ** 2 },
    { kind: 'engine-error', problem: { message: 'the registry answered 503', detail: ['GET https://registry/v2/'] } },
    { kind: 'failed', exitCode: 2 },
  ];
  const events = sampleRun(samplePlan({ node: ['1', '2', '3', '4'] }), ({ index }) => {
    const outcome = outcomes[index];
    return outcome && { outcome, tail: index < 2 ? ['working'] : [] };
  });
  const lost = {
    type: 'service-lost',
    cell: 'node=4',
    attempt: 1,
    service: 'db',
    exitCode: 137,
    logTail: ['server process was terminated by signal 9'],
  } as const;
  const at = events.findIndex((event) => event.type === 'cell-finished' && event.cell === 'node=4');
  const summary = summaryOf(samplePlan({ node: ['1', '2', '3', '4'] }), events.toSpliced(at, 0, { at: 1, ...lost }));
  expect(failureReport(summary, fakeScreen())).toMatchInlineSnapshot(`
    "✗ timed out  node=1  still running after 10m, its timeout
      │ working
      reproduce: matrix run --only 'node=1'

    ✗ out of memory  node=2  killed at its memory limit of 512 MiB
      │ working
      reproduce: matrix run --only 'node=2'

    ! engine error  node=3  the registry answered 503
      │ GET https://registry/v2/
      reproduce: matrix run --only 'node=3'

    ✗ failed  node=4  exit code 2; service db exited with code 137
      │ server process was terminated by signal 9
      hint: db exited with code 137 while the suite ran: matrix logs node=4 db
      reproduce: matrix run --only 'node=4'"
  `);
});

test('failures that differ only in times and addresses are one', () => {
  const two = samplePlan({ node: ['13', '15', '20'] });
  const tail = (n: number) => [`connect ECONNREFUSED 172.20.${n}.2:5432 after ${n}ms`, `request 4fe3a9b${n}c1 failed`];
  const summary = summaryOf(
    two,
    sampleRun(two, ({ index }) => ({ outcome: { kind: 'failed', exitCode: 1 }, tail: tail(index) })),
  );
  expect(failureReport(summary, fakeScreen())).toContain('node=13 and 2 more');
});

test('a suite cannot write on the terminal of who reads its failure', () => {
  const one = samplePlan({ node: ['13'] });
  const tail = ['\u001b[2J\u001b]0;title\u0007boo', ...mochaTail];
  const summary = summaryOf(
    one,
    sampleRun(one, () => ({ outcome: { kind: 'failed', exitCode: 1 }, tail })),
  );
  expect(failureReport(summary, fakeScreen())).not.toMatch(/(?!\n)\p{Cc}/u);
});

test('nothing failed, nothing is told', () => {
  expect(
    failureReport(
      summaryOf(
        plan,
        sampleRun(plan, () => undefined),
      ),
      fakeScreen(),
    ),
  ).toBe('');
});

test('the command is one that a shell takes as it stands', () => {
  expect(reproduceCommand('node=13', {})).toBe("matrix run --only 'node=13'");
  expect(reproduceCommand("v=it's", { file: 'my matrix.yml', extra: ['--retries', '0'] })).toBe(
    "matrix run 'my matrix.yml' --only 'v=it'\\''s' --retries 0",
  );
  expect(reproduceCommand('a=1', { extra: ['--timeout', '90s', '--', '--grep', 'log in; exit'] })).toBe(
    "matrix run --only 'a=1' --timeout 90s -- --grep 'log in; exit'",
  );
});

test('where it is red stands below the counts', () => {
  const one = samplePlan({ node: ['13', '15'] });
  const summary = summaryOf(
    one,
    sampleRun(one, ({ index }) => (index === 0 ? { outcome: { kind: 'failed', exitCode: 1 } } : undefined)),
  );
  const text = finalReport(summary, fakeScreen(), { whereRed: () => 'fails exactly where node<15' });
  expect(text).toContain('1 passed, 1 failed in 6.3s\nfails exactly where node<15\n\n');
});

test('a run in which everything fails differently is not told to its end', () => {
  const many = samplePlan({ n: Array.from({ length: 30 }, (_, at) => String(at)) });
  const summary = summaryOf(
    many,
    sampleRun(many, ({ id }) => ({ outcome: { kind: 'failed', exitCode: 1 }, tail: [id] })),
  );
  expect(failureReport(summary, fakeScreen()).split('\n').at(-1)).toBe('and 10 more failures, each different');
});

test('what could not be removed is told at the end', () => {
  const one = samplePlan({ node: ['13'] });
  const events = sampleRun(one, () => undefined);
  const summary = summaryOf(one, [
    ...events,
    {
      at: 1,
      type: 'left-over',
      resource: 'network matrix-3f9c-0',
      problem: { message: 'it has active endpoints', detail: [] },
    },
  ]);
  expect(finalReport(summary, fakeScreen())).toMatchInlineSnapshot(`
    "┌──────┬──────────┬──────┐
    │ node │ outcome  │ time │
    ├──────┼──────────┼──────┤
    │ 13   │ ✓ passed │ 4.2s │
    └──────┴──────────┴──────┘

    1 passed in 5.5s

    ! left behind  matrix clean removes it
      network matrix-3f9c-0: it has active endpoints
    "
  `);
});
