import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { CancelReason } from '../../src/model/outcome.ts';
import type { MountedSource } from '../../src/model/plan.ts';
import { createCancellation } from '../../src/run/cancellation.ts';
import { BuildFailure } from '../../src/run/engine.ts';
import { runShell, type ShellInput } from '../../src/run/shell.ts';
import { createFakeClock } from './fake-clock.ts';
import { createFakeEngine, type Script } from './fake-engine.ts';
import { cellPlan, planOf } from './harness.ts';

/** A shell in a cell that has a database; `cancelAt` ends it from outside so many milliseconds after the start. */
async function shellIn(
  script: Script,
  cancelAt?: readonly [ms: number, reason: CancelReason],
  options: Partial<Pick<ShellInput, 'joins' | 'command' | 'enters' | 'follow'>> = {},
  source?: MountedSource,
) {
  const plan = planOf([cellPlan('a', { services: ['db'] }), cellPlan('b', { image: 'app:2' })]);
  const [first] = plan.cells;
  if (!first) throw new Error('the plan has a cell');
  const cell = source ? { ...first, test: { ...first.test, source } } : first;
  const clock = createFakeClock();
  const engine = createFakeEngine(clock, script);
  const cancellation = createCancellation();
  const story: string[] = [];
  const running = runShell({
    plan,
    cell,
    engine,
    owner: { run: 'r', host: 'here', pid: 1, processStart: '1' },
    secrets: {},
    clock,
    cancellation,
    ...options,
    terminal: {
      input: new PassThrough(),
      output: new PassThrough(),
      isTty: false,
      size: () => undefined,
      onResize: () => () => undefined,
    },
    onEvent: ({ at, type }) => story.push(`${at} ${type}`),
    onReady() {
      story.push('takes the terminal');
      return () => story.push('gives it back');
    },
  });
  if (cancelAt) void clock.sleep(cancelAt[0]).then(() => cancellation.cancel(cancelAt[1]));
  await clock.until(running);
  return { result: await running, calls: engine.calls, openAtEnd: engine.open.now, story };
}

test('images, network, services, then the shell, whose exit code it is; and all of it goes', async () => {
  const { result, calls, openAtEnd, story } = await shellIn({ test: () => ({ exit: { exitCode: 7 } }) });
  expect(result).toEqual({ kind: 'ended', value: 7, leftOvers: [] });
  expect(calls).toEqual([
    'image app:1',
    'image postgres:15',
    'open a#1',
    'start db in a#1 from sha256:postgres:15',
    'shell a#1 from sha256:app:1',
    'close a#1',
  ]);
  expect(openAtEnd).toBe(0);
  expect(story.slice(-3)).toEqual([expect.stringContaining('service-ready'), 'takes the terminal', 'gives it back']);
});

test.each<[what: string, options: Parameters<typeof shellIn>[2], calls: readonly string[]]>([
  [
    'a command instead of a shell',
    { command: ['node', '--version'] },
    ['open a#1', 'start db in a#1 from sha256:postgres:15', 'shell a#1 from sha256:app:1: node --version', 'close a#1'],
  ],
  [
    'in a service',
    { enters: { service: 'db', command: ['psql'] } },
    ['open a#1', 'start db in a#1 from sha256:postgres:15', 'enter db of a#1: psql', 'close a#1'],
  ],
  [
    'in a cell that was kept: its services stand',
    { joins: { run: 'r0', networkId: 'net' }, enters: { service: 'db', command: ['psql'] } },
    ['open a#1', 'enter db of a#1: psql', 'close a#1'],
  ],
])('%s', async (_, options, expected) => {
  const { result, calls, openAtEnd } = await shellIn({}, undefined, options);
  expect(result).toEqual({ kind: 'ended', value: 0, leftOvers: [] });
  expect(calls.filter((call) => !call.startsWith('image '))).toEqual(expected);
  expect(openAtEnd).toBe(0);
});

test('a service that ends beside the shell is told, and one that ends with it is not', async () => {
  const lost = await shellIn({
    test: () => ({ takesMs: 500 }),
    service: () => ({ readyAfterMs: 10, takesMs: 100, exit: { exitCode: 1 } }),
  });
  expect(lost.story.filter((one) => one.endsWith('service-lost'))).toHaveLength(1);
  const closed = await shellIn({});
  expect(closed.story.filter((one) => one.endsWith('service-lost'))).toEqual([]);
});

test.each<[what: string, script: Script, outcome: unknown]>([
  [
    'an image that does not build',
    { images: { 'app:1': { fails: [new BuildFailure('step 2 exited with code 1', [])] } } },
    { kind: 'not-built', image: 'app:1' },
  ],
  [
    'a service that goes',
    { service: () => ({ takesMs: 50, exit: { exitCode: 3 } }) },
    { kind: 'not-ready', service: 'db', reason: 'it exited with code 3 before it was ready', logTail: [] },
  ],
  [
    'an engine that fails',
    { test: () => ({ fails: new Error('no space') }) },
    { kind: 'engine-error', problem: { message: 'no space', detail: expect.anything() } },
  ],
])('%s is an outcome, and nothing stays', async (_, script, outcome) => {
  const { result, openAtEnd } = await shellIn(script);
  expect(result).toEqual({ kind: 'not-started', outcome, leftOvers: [] });
  expect(openAtEnd).toBe(0);
});

test.each([5, 15, 25, 35, 45, 60, 500])('ended from outside after %d ms, it gives back what it took', async (at) => {
  const { result, openAtEnd, story } = await shellIn({ test: () => ({ takesMs: 10_000 }) }, [at, 'terminated']);
  expect(result).toEqual({ kind: 'not-started', outcome: { kind: 'cancelled', reason: 'terminated' }, leftOvers: [] });
  expect(openAtEnd).toBe(0);
  expect(story.filter((one) => one === 'takes the terminal')).toHaveLength(
    story.filter((one) => one === 'gives it back').length,
  );
});

test('a mounted source follows the one here for as long as the shell is there', async () => {
  const source = { context: '/app', ignore: [], to: '.', digest: '', notRepeated: [] };
  let ended = 0;
  const follow = (update: () => Promise<void>) => {
    void update();
    return () => ended++;
  };
  const { calls } = await shellIn({}, undefined, { follow }, source);
  expect(calls.slice(-3)).toEqual(['shell a#1 from sha256:app:1', 'update the source of a#1', 'close a#1']);
  expect(ended).toBe(1);
  expect((await shellIn({}, undefined, { follow })).calls).not.toContain('update the source of a#1');
});
