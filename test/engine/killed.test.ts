// What is left of a run whose process dies without a word: nothing, ten seconds later.

import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { currentOwner } from '../../src/cli/owner.ts';
import type { Connection } from '../../src/docker/connect.ts';
import { labelsOf } from '../../src/docker/labels.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { matrix, root, type Started, start } from './command.ts';
import { since, standing, testEngine, untilGone } from './engine.ts';
import { type Gate, startGate } from './gate.ts';
import { startSuite } from './start-suite.ts';
import { catches, hasPending, tiesOf, watcherPids } from './watchers.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

const file = 'fixtures/broken/killed/matrix.yml';
const byEvents = ['run', file, '--reporter', 'json'];

/** So that its image has to be built each time. */
const fresh = () => ({ ROUND: crypto.randomUUID() });

/** How many moments of a run are tried: `npm run test:killed` tries twenty. */
const moments = Number(process.env.MATRIX_KILL_MOMENTS || 4);

/** Until nobody cleans up after a run any more. Other runs, and other people's, may go on. */
async function untilUnwatched(run: string): Promise<void> {
  while ((await watcherPids(run)).length > 0) await delay(100);
}

function eventsOf({ stdout }: { readonly stdout: string }): readonly RunEvent[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as RunEvent);
}

/**
 * What every such run tells of, moment by moment, up to its last cell's teardown: after it there may be nothing left to
 * kill. How often a build speaks is the engine's affair.
 */
function momentsOf(stdout: string): readonly string[] {
  const words = /"type":"[^"]+"(,"cell":"[^"]+"(,"attempt":\d+,"phase":"[^"]+")?)?/g;
  return [...new Set(stdout.match(words))].slice(0, -2);
}

async function runOf(run: Started): Promise<string> {
  await run.says('"run-started"');
  const [started] = eventsOf({ stdout: run.stdout });
  return started?.type === 'run-started' ? started.run : '';
}

/** Runs that were killed, whose watchers go on looking for what turns up late while the next test goes on. */
const killed: string[] = [];
/** Through which some of these watchers ask. */
const gates: Gate[] = [];
afterAll(() => Promise.all(gates.map((gate) => gate.close())));

test(
  `a SIGKILL at each of ${moments} moments spread over a run leaves nothing after 10 s`,
  async () => {
    const before = await standing(connection);
    const whole = await matrix(byEvents, { env: fresh() });
    expect(whole.code, whole.stderr).toBe(0);
    const told = momentsOf(whole.stdout);
    const took: string[] = [];
    for (let moment = 0; moment < moments; moment++) {
      const words = told[Math.round((moment * (told.length - 1)) / (moments - 1))] ?? '';
      const run = start(byEvents, { env: fresh() });
      await run.says(words);
      killed.push(await runOf(run));
      const { length: stood } = await since(connection, before);
      run.kill('SIGKILL');
      const { code, stdout } = await run.ended;
      // At the last moment it may have been quicker than the signal, and has left nothing by itself.
      if (!stdout.includes('"run-finished"')) expect(code).toBe(null);
      const ms = await untilGone(connection, before);
      took.push(`${words}: ${stood} things stood, gone after ${(ms / 1000).toFixed(1)} s`);
    }
    if (process.env.MATRIX_KILL_MOMENTS) process.stderr.write(`${took.join('\n')}\n`);
  },
  300_000 + moments * 20_000,
);

test.each([
  { death: 'an uncaught exception', how: `throw new Error('a bug')`, code: 1 },
  { death: 'an abort', how: 'process.abort()', code: null },
  {
    death: 'running out of memory',
    how: 'const all = []; for (;;) all.push(new Array(1e5).fill(0).map(() => ({})))',
    code: null,
  },
])('$death leaves nothing after 10 s', async ({ how, code }) => {
  const before = await standing(connection);
  const onSignal = `data:text/javascript,${encodeURIComponent(`process.on('SIGUSR2', () => { ${how} })`)}`;
  const run = start(byEvents, {
    env: { NODE_OPTIONS: `--max-old-space-size=100 --import=${onSignal}`, ENDLESS: 'a' },
  });
  await run.says('"phase":"test"');
  killed.push(await runOf(run));
  run.kill('SIGUSR2');
  expect((await run.ended).code).toBe(code);
  await untilGone(connection, before);
});

test('a watcher is a small process with ties to nobody, and goes with its run', async () => {
  const run = start([...byEvents, '--only', 'cell=a'], { env: { ENDLESS: 'a' } });
  const id = await runOf(run);
  await run.says('"phase":"test"');
  const [pid = 0] = await watcherPids(id);
  expect(pid).not.toBe(0);
  const signals = ['SIGINT', 'SIGHUP', 'SIGTERM'] as const;
  while (!(await catches(pid, signals))) await delay(10);
  const { residentBytes, ...ties } = await tiesOf(pid);
  expect(ties).toEqual({ session: pid, folder: '/', streams: ['socket', '/dev/null', '/dev/null'] });
  expect(residentBytes).toBeLessThan(80 * 1024 ** 2);
  // What ends a terminal's processes does not end it.
  for (const signal of signals) process.kill(pid, signal);
  while (await hasPending(pid)) await delay(10);
  expect(await watcherPids(id)).toEqual([pid]);
  run.kill('SIGINT');
  expect((await run.ended).code).toBe(130);
  await untilUnwatched(id);
});

test('where its watcher was killed as well, the next run removes what is of dead runs, and nothing of live ones', async () => {
  const before = await standing(connection);
  const slow = [
    'run',
    'fixtures/broken/slow/matrix.yml',
    '--only',
    'seconds=600',
    '--timeout',
    '10m',
    '--reporter',
    'json',
  ];
  const alive = await startSuite(connection, slow);
  const dead = await startSuite(connection, slow);
  const id = await runOf(dead);
  for (const pid of await watcherPids(id)) process.kill(pid, 'SIGKILL');
  dead.kill('SIGKILL');
  await dead.ended;
  const others = (await standing(connection)).filter((thing) => !thing.includes(id));
  expect((await standing(connection)).length).toBeGreaterThan(others.length);

  const next = await matrix(['run', file, '--only', 'cell=a']);
  expect(next.code).toBe(0);
  expect(next.stderr).toMatch(
    new RegExp(`^Removed what the run ${id} had left behind when killed: (1|2) containers?, 1 network\n$`),
  );
  expect(await standing(connection)).toEqual(others);

  const { summary } = await readRecord(`${root}/.matrix/runs/${id}`);
  expect(summary.cells.map(({ state }) => state)).toEqual(['running']);
  alive.kill('SIGINT');
  expect((await alive.ended).code).toBe(130);
  expect(await since(connection, before)).toEqual([]);
});

test('a run that is forced to end at the second Ctrl-C leaves the rest to its watcher', async () => {
  const before = await standing(connection);
  const engine = await startGate(connection);
  gates.push(engine);
  const run = start(byEvents, { env: { DOCKER_HOST: engine.address } });
  killed.push(await runOf(run));
  await run.says('"phase":"test"');
  // The clean-up takes until the second signal has come.
  engine.hold();
  run.kill('SIGINT');
  await run.says('"cancelling"');
  run.kill('SIGINT');
  const { code, stderr } = await run.ended;
  engine.letGo();
  expect(code).toBe(130);
  expect(stderr).toBe('\nNot waiting for the clean-up: what is left goes on being removed in the background\n');
  await untilGone(connection, before);
});

test('a kept cell stands although its run is killed, until matrix clean', async () => {
  const before = await standing(connection);
  const run = start([...byEvents, '--keep', 'always', '--jobs', '1', '--only', 'cell=a|b'], { env: { ENDLESS: 'b' } });
  const id = await runOf(run);
  await run.says('"cell":"cell=b","attempt":1,"phase":"test"');
  run.kill('SIGKILL');
  await run.ended;
  await untilUnwatched(id);
  const kept = await since(connection, before);
  const name = `matrix-${id}-1-1`;
  expect(kept.filter((thing) => !/^volume [0-9a-f]{64}$/.test(thing))).toEqual([
    `container /${name}-greeter`,
    `container /${name}-test`,
    `network ${name}`,
    `volume ${name}-kept`,
  ]);
  // The next run leaves it alone as well.
  expect((await matrix(['run', file, '--only', 'cell=c'])).stderr).toBe('');
  expect(await since(connection, before)).toEqual(kept);

  expect((await matrix(['clean'])).code).toBe(0);
  expect(await since(connection, before)).toEqual([]);
});

test('nothing of all these has turned up since, and their watchers have gone', async () => {
  for (const run of killed) await untilUnwatched(run);
  const things = await standing(connection);
  expect(things.filter((thing) => killed.some((run) => thing.includes(run)))).toEqual([]);
});

test('a cell that was kept ends with the machine: the next run removes what is of an earlier start', async () => {
  const before = await standing(connection);
  const alive = currentOwner('20261125-101500-0000');
  const owner = { ...alive, processStart: alive.processStart.replace(/\d+$/, '1') };
  const earlier = { ...owner, processStart: '5f1c0a52-0000-4000-8000-000000000000/1' };
  for (const [name, whose] of [
    ['matrix-run-test-kept', owner],
    ['matrix-run-test-kept-earlier', earlier],
  ] as const) {
    await connection.docker.createVolume({ Name: name, Labels: labelsOf(whose, 'a', 'kept') });
  }
  onTestFinished(() => connection.docker.getVolume('matrix-run-test-kept').remove());
  const next = await matrix(['run', file, '--only', 'cell=a']);
  expect(next.code).toBe(0);
  expect(next.stderr).toBe(`Removed what the run ${owner.run} had left behind when killed: 1 volume\n`);
  expect(await since(connection, before)).toEqual(['volume matrix-run-test-kept']);
});
