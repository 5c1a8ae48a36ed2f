// Every way in which a cell can end, on suites and services that really end so.

import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { listRuns } from '../../src/record/list-runs.ts';
import type { RunJson } from '../../src/record/run-json.ts';
import { type Ended, matrix, matrixRun, root } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

const expected = JSON.parse(await readFile(join(root, 'fixtures/regressions/expected.json'), 'utf8')) as Record<
  string,
  Record<string, string>
>;

const reasons: Readonly<Record<string, readonly RegExp[]>> = {
  'matrix.yml': [
    /SyntaxError/,
    /MERGE/,
    /^fails exactly where node<15, or where postgres<15$/m,
    /^settings › fall back to defaults +✗ {2}✗ {2}✗ {2}✓ {2}✓ {2}✓ {2}✓ {2}✓ {2}✓\n {2}exactly where node<15$/m,
    /^the stock › grows by a delivery +✗ {2}✓ {2}✓ {2}✗ {2}✓ {2}✓ {2}✗ {2}✓ {2}✓\n {2}exactly where postgres<15$/m,
  ],
  'rejections.yml': [/the metrics server did not take/, /^fails exactly where node>=15$/m],
};

describe('regressions/matrix.yml', () => {
  const kinds = ['json', 'junit', 'markdown'];
  let folder: string;
  let run: Ended;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'matrix-report-'));
    run = await leavesNothing(connection, () =>
      matrix(['run', 'fixtures/regressions/matrix.yml', '--reporter', 'plain', ...files('live')]),
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  const files = (name: string) => kinds.flatMap((kind) => [`--${kind}`, join(folder, `${name}.${kind}`)]);
  const written = (name: string) => Promise.all(kinds.map((kind) => readFile(join(folder, `${name}.${kind}`), 'utf8')));

  test('is red exactly where it should be, and says why', async () => {
    const { cells } = JSON.parse(await readFile(join(folder, 'live.json'), 'utf8')) as RunJson;
    const outcomes = Object.fromEntries(cells.map(({ id, outcome }) => [id, outcome]));
    expect(outcomes).toEqual(expected['matrix.yml']);
    expect(run.code).toBe(1);
    for (const reason of reasons['matrix.yml'] ?? []) expect(run.stdout).toMatch(reason);
  });

  test('is reported from its record as it was when it ended, also from where that was copied to, and its logs are there', async () => {
    const told = await matrix(['report', ...files('again')]);
    expect(told.code, told.stderr).toBe(0);
    expect(told.stdout).toContain('Tests that are not green everywhere');
    expect(run.stdout.endsWith(`\n\n${told.stdout}`), told.stdout).toBe(true);
    expect(await written('again')).toEqual(await written('live'));

    expect((await matrix(['report', '--reporter', 'plain'])).stdout).toBe(run.stdout);
    const [{ run: newest, folder: record } = { run: '', folder: '' }] = await listRuns(root);
    await cp(record, join(folder, 'elsewhere'), { recursive: true });
    const moved = await matrix(['report', join(folder, 'elsewhere'), ...files('moved')], { cwd: folder });
    const withoutPaths = (text: string) => text.replace(/^ {2}whole log: .*$/gm, '');
    expect(withoutPaths(moved.stdout)).toBe(withoutPaths(told.stdout));
    expect(await written('moved')).toEqual(await written('live'));

    const events = await readFile(join(folder, 'elsewhere/events.ndjson'), 'utf8');
    expect((await matrix(['report', join(folder, 'elsewhere'), '--reporter', 'json'])).stdout).toBe(events);

    const cell = 'node=20,postgres=13';
    const log = await matrix(['logs', cell]);
    expect(log.code, log.stderr).toBe(0);
    expect(log.stdout).toContain('syntax error at or near "MERGE"');
    expect((await matrix(['logs', cell, 'db'])).stdout).toContain('database system is ready to accept connections');
    expect(await matrix(['logs', 'node=20', '--run', newest])).toMatchObject({
      code: 2,
      stderr: 'matrix: "node=20" is 3 cells, and one is wanted\n  hint: such as node=20,postgres=13\n',
    });
    expect(await matrix(['logs', cell, 'bd'])).toMatchObject({
      code: 2,
      stderr: `matrix: The cell ${cell} has no service "bd"\n  hint: it has db\n`,
    });
    expect(await matrix(['report', 'nothing'], { cwd: folder })).toMatchObject({
      code: 2,
      stderr: 'matrix: There is no recorded run "nothing"\n  hint: matrix run makes one\n',
    });
  });
});

test('regressions/rejections.yml is red exactly where it should be, and says why', async () => {
  const { code, outcomes, stdout } = await leavesNothing(connection, () =>
    matrixRun(['fixtures/regressions/rejections.yml']),
  );
  expect(outcomes).toEqual(expected['rejections.yml']);
  expect(code).toBe(1);
  for (const reason of reasons['rejections.yml'] ?? []) expect(stdout).toMatch(reason);
});

test('an image that does not build is told once, with the failing step, and is no failure of the suite', async () => {
  const { code, outcomes, stdout } = await leavesNothing(connection, () =>
    matrixRun(['fixtures/broken/dockerfile/matrix.yml']),
  );
  expect(outcomes).toEqual({
    'channel=stable,colour=red': 'passed',
    'channel=stable,colour=green': 'passed',
    'channel=stable,colour=blue': 'passed',
    'channel=nightly,colour=red': 'not-built',
    'channel=nightly,colour=green': 'not-built',
    'channel=nightly,colour=blue': 'not-built',
  });
  expect(code).toBe(3);
  const report = stdout.slice(stdout.indexOf('not built'));
  expect(report.match(/RUN /g)?.length).toBeGreaterThanOrEqual(1);
});

test('a service that dies is not ready at once, with its own last lines', async () => {
  const { code, results, stdout } = await leavesNothing(connection, () =>
    matrixRun(['fixtures/broken/service-dies/matrix.yml']),
  );
  expect(results.cells.map(({ outcome, facts }) => ({ outcome, facts }))).toEqual([
    { outcome: 'passed', facts: undefined },
    {
      outcome: 'not-ready',
      facts: {
        service: 'queue',
        reason: 'it exited with code 7 before it was ready',
        logTail: ['queue: fatal: /etc/queue.conf: no such file'],
      },
    },
  ]);
  expect(code).toBe(3);
  expect(stdout).toContain('queue: fatal: /etc/queue.conf: no such file');
});

test('a suite past its timeout is timed out', async () => {
  const { code, outcomes } = await leavesNothing(connection, () => matrixRun(['fixtures/broken/slow/matrix.yml']));
  expect(outcomes).toEqual({ 'seconds=0': 'passed', 'seconds=600': 'timed-out' });
  expect(code).toBe(1);
});

test('a suite past its memory is out of memory, itself or a process of it', async () => {
  const { code, outcomes } = await leavesNothing(connection, () => matrixRun(['fixtures/broken/memory/matrix.yml']));
  expect(outcomes).toEqual({
    'megabytes=8,victim=suite': 'passed',
    'megabytes=8,victim=worker': 'passed',
    'megabytes=512,victim=suite': 'out-of-memory',
    'megabytes=512,victim=worker': 'out-of-memory',
  });
  expect(code).toBe(1);
});

test('a suite that prints 400 MB is kept whole, in less than 300 MB of memory', { timeout: 300_000 }, async () => {
  const { code, results, outcomes, stdout, maxResident } = await leavesNothing(connection, () =>
    matrixRun(['fixtures/broken/flood/matrix.yml']),
  );
  expect(outcomes).toEqual({ 'megabytes=4': 'failed', 'megabytes=400': 'failed' });
  expect(code).toBe(1);
  expect(stdout).toContain('the last line: one test of twelve failed');
  expect(maxResident).toBeGreaterThan(20 * 1024 ** 2);
  expect(maxResident).toBeLessThan(300 * 1024 ** 2);
  expect(results.cells.map(({ exitCode }) => exitCode)).toEqual([3, 3]);
});

test('forty cells at once pass on a stock engine', { timeout: 300_000 }, async () => {
  const { code, outcomes } = await leavesNothing(connection, () =>
    matrixRun(['fixtures/forty/matrix.yml', '--jobs', '40']),
  );
  expect(Object.values(outcomes)).toEqual(Array.from({ length: 40 }, () => 'passed'));
  expect(code).toBe(0);
});

describe('what cannot start', () => {
  test('no engine: one sentence and exit code 3', async () => {
    const { code, stdout, stderr } = await matrix(['run', 'fixtures/forty/matrix.yml'], {
      env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' },
    });
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      'matrix: The container engine at unix:///nowhere/docker.sock does not answer (connect ENOENT /nowhere/docker.sock)\n' +
        '  hint: start Docker or Podman, or set DOCKER_HOST to where one listens\n',
    );
  });

  test('a bad file: every mistake with its place, and exit code 2', async () => {
    const { code, stderr } = await matrix(['run', 'fixtures/broken/syntax/matrix.yml']);
    expect(code).toBe(2);
    const places = [...stderr.matchAll(/^fixtures\/broken\/syntax\/matrix\.yml:(\d+):(\d+): /gm)].map((match) =>
      Number(match[1]),
    );
    expect(places.length).toBeGreaterThanOrEqual(4);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(stderr).not.toContain('    at ');
  });

  test('an empty selection: exit code 4', async () => {
    const { code, stderr } = await matrix(['run', 'fixtures/forty/matrix.yml', '--only', 'row=a', '--except', 'row=a']);
    expect(code).toBe(4);
    expect(stderr).toContain('No cell of fixtures/forty/matrix.yml is left to run');
  });
});
