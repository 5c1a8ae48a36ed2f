import { expect, test } from 'vitest';
import { createCancellation } from '../../src/run/cancellation.ts';
import { runUp, type UpInput } from '../../src/run/up.ts';
import { createFakeClock } from './fake-clock.ts';
import { createFakeEngine, type Script } from './fake-engine.ts';
import { cellPlan, planOf } from './harness.ts';

/** A cell with a database, up until it is ended from outside after so many milliseconds. */
async function upFor(
  ms: number,
  script: Script = {},
  options: Partial<Pick<UpInput, 'command' | 'publishing' | 'secrets'>> = {},
) {
  const plan = planOf([cellPlan('a', { services: ['db'] })]);
  const [cell] = plan.cells;
  if (!cell) throw new Error('the plan has a cell');
  const clock = createFakeClock();
  const engine = createFakeEngine(clock, script);
  const cancellation = createCancellation();
  const story: string[] = [];
  let output = '';
  const running = runUp({
    plan,
    cell,
    engine,
    owner: { run: 'r', host: 'here', pid: 1, processStart: '1' },
    secrets: {},
    clock,
    cancellation,
    publishing: () => ({ services: () => [], app: [] }),
    ...options,
    onOutput(bytes) {
      output += Buffer.from(bytes).toString();
      return undefined;
    },
    onEvent(event) {
      if (event.type === 'service-ready')
        story.push(`${event.service} is ready, ${JSON.stringify(event.published ?? [])}`);
    },
    onUp: (published) => story.push(`up, ${JSON.stringify(published)}`),
  });
  void clock.sleep(ms).then(() => cancellation.cancel('interrupted'));
  await clock.until(running.catch(() => undefined));
  return { running, calls: engine.calls, open: engine.open.now, story, output };
}

test('the services alone, until it is ended', async () => {
  const { running, calls, open, story } = await upFor(500);
  expect(await running).toEqual({
    kind: 'not-started',
    outcome: { kind: 'cancelled', reason: 'interrupted' },
    leftOvers: [],
  });
  expect(calls.slice(2)).toEqual(['open a#1', 'start db in a#1 from sha256:postgres:15', 'close a#1']);
  expect(story).toEqual(['db is ready, []', 'up, []']);
  expect(open).toBe(0);
});

test('ports of a service and of the image of the suite, which then does what it does', async () => {
  const publishing = () => ({ services: () => [{ port: 5432 }], app: [{ port: 80, at: 8080 }] });
  const { calls, story } = await upFor(150, {}, { publishing });
  expect(calls.slice(2)).toEqual([
    'open a#1',
    'start db in a#1 from sha256:postgres:15',
    'app a#1 from sha256:app:1: by itself',
    'close a#1',
  ]);
  expect(story).toEqual([
    'db is ready, [{"port":5432,"address":"127.0.0.1:45432"}]',
    'up, [{"port":80,"address":"127.0.0.1:8080"}]',
  ]);
});

test('a command, whose output has no secret, and with whose end all ends', async () => {
  const script: Script = { test: () => ({ output: 'the key is s3cr3t\n', exit: { exitCode: 4 } }) };
  const { running, output, open } = await upFor(5_000, script, { command: ['app'], secrets: { KEY: 's3cr3t' } });
  expect(await running).toEqual({ kind: 'ended', value: 4, leftOvers: [] });
  expect(output).toBe('the key is ***\n');
  expect(open).toBe(0);
});

test('what is wrong with a port ends it before anything is made', async () => {
  const { running, calls } = await upFor(
    500,
    {},
    {
      publishing() {
        throw new Error('nothing has that port');
      },
    },
  );
  await expect(running).rejects.toThrow('nothing has that port');
  expect(calls).toEqual(['image app:1', 'image postgres:15']);
});

test.each([5, 15, 25, 35, 45, 60])('ended after %d ms, nothing stays', async (ms) => {
  expect((await upFor(ms, {}, { command: ['app'] })).open).toBe(0);
});
