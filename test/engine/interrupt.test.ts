// What happens to a run that is ended before its time, and to what it made.

import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { listRuns } from '../../src/record/list-runs.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { matrix, root, start } from './command.ts';
import { leavesNothing, standing, testEngine, untilGone } from './engine.ts';
import { project } from './project.ts';
import { startSuite } from './start-suite.ts';
import { watcherPids } from './watchers.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

const slow = [
  'run',
  'fixtures/broken/slow/matrix.yml',
  '--only',
  'seconds=600',
  '--timeout',
  '10m',
  '--reporter',
  'plain',
];

async function newestRun(): Promise<string> {
  return (await listRuns(root))[0]?.folder ?? '';
}

test.each([
  { signal: 'SIGINT', code: 130, reason: 'interrupted' },
  { signal: 'SIGTERM', code: 143, reason: 'terminated' },
] as const)('$signal in mid-suite: cleaned up, exit code $code, a record of it', async ({ signal, code, reason }) => {
  await leavesNothing(connection, async () => {
    const run = start(slow);
    await run.says('test started');
    run.kill(signal);
    expect((await run.ended).code).toBe(code);
  });
  const { summary } = await readRecord(await newestRun());
  expect(summary.cells.map(({ outcome }) => outcome)).toEqual([{ kind: 'cancelled', reason }]);
});

test('a second Ctrl-C does not wait, and matrix clean removes what it left', async () => {
  const before = await standing(connection);
  const run = await startSuite(connection, slow);
  run.kill('SIGINT');
  run.kill('SIGINT');
  const { code, stderr } = await run.ended;
  expect(code).toBe(130);
  // The two signals may arrive as one, where the first was not handled yet.
  if (stderr.includes('Not waiting')) expect((await matrix(['clean'])).code).toBe(0);
  // Its watcher removes it as well, and what one of them has under way the other one passes over.
  await untilGone(connection, before);
});

test('kill -9 of a run and of its watcher leaves a readable record, and matrix clean removes what is of dead runs and nothing else', async () => {
  const before = await standing(connection);
  const alive = await startSuite(connection, slow);
  const dead = await startSuite(connection, slow);
  const folder = await newestRun();
  for (const pid of await watcherPids(basename(folder))) process.kill(pid, 'SIGKILL');
  dead.kill('SIGKILL');
  await dead.ended;
  expect((await standing(connection)).length).toBe(before.length + 4);

  const cleaned = await matrix(['clean']);
  expect(cleaned.code).toBe(0);
  expect(cleaned.stdout).toContain('Removed 2; left alone: 2 things of runs that are alive.');
  expect((await standing(connection)).length).toBe(before.length + 2);

  alive.kill('SIGINT');
  expect((await alive.ended).code).toBe(130);
  expect(await standing(connection)).toEqual(before);
  const { summary } = await readRecord(folder);
  expect(summary.cells).toHaveLength(1);
  expect(JSON.parse(await readFile(join(folder, 'plan.json'), 'utf8'))).toMatchObject({ schemaVersion: 1 });
});

test('a reader of the output that goes away ends the run, which cleans up', async () => {
  const { folder } = project({
    'matrix.yml': `name: unread
axes: { cell: [a, b] }
image: { from: "busybox:1.36" }
test: { command: sleep 600, timeout: 20m }
run: { jobs: 1 }
`,
  });
  await leavesNothing(connection, async () => {
    const run = await startSuite(connection, ['run', '--reporter', 'plain'], { cwd: folder });
    run.closeOutput();
    // Its end is what cannot be written any more; the other cell would take ten minutes.
    const label = ['matrix-run.role=test'];
    for (const { Id } of await connection.docker.listContainers({ filters: { label } }))
      await connection.docker.getContainer(Id).kill();
    expect((await run.ended).code).toBe(143);
  });
});
