// The engine is killed in mid-run, and comes back.

import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { readRecord } from '../../src/record/read-record.ts';
import { matrix, root, start } from './command.ts';
import { standing, testEngine } from './engine.ts';
import { canHaveOwnEngine, type OwnEngine, startOwnEngine } from './own-engine.ts';
import { watcherPids } from './watchers.ts';

const nine = `name: nine
axes: { row: [1, 2, 3], column: [1, 2, 3] }
image: { from: "busybox:1.36" }
services:
  sleeper: { image: "busybox:1.36", command: "trap exit TERM; sleep 600 & wait", ready: { command: "true" } }
test: { command: "trap exit TERM; sleep 600 & wait", timeout: 20m }
run: { jobs: 3 }
`;

async function projectOn({ address }: OwnEngine) {
  const cwd = await mkdtemp(join(tmpdir(), 'matrix-loss-'));
  onTestFinished(() => rm(cwd, { recursive: true }));
  await writeFile(join(cwd, 'matrix.yml'), nine);
  return { cwd, env: { DOCKER_HOST: address } };
}

// An engine of its own takes root and namespaces.
test.runIf(canHaveOwnEngine())(
  'a run whose engine is killed ends within 30 s, says so in one sentence, exits 3, and nothing is left after the next command',
  async () => {
    await using engine = await startOwnEngine(await testEngine(), 'busybox:1.36');
    const options = await projectOn(engine);
    const folder = options.cwd;
    const before = await standing(await engine.connection());

    const run = start(['run', '--reporter', 'plain'], options);
    await run.saysTimes('test started', 3);
    await engine.kill();
    const killedAt = performance.now();
    const { code, stdout, stderr } = await run.ended;
    expect(performance.now() - killedAt).toBeLessThan(30_000);
    expect(code, stderr).toBe(3);
    const sentence = `The container engine is gone: ${engine.address} does not answer (connect ECONNREFUSED ${engine.address.slice(7)})`;
    const [live = '', report = ''] = stdout.split(/^┌[\s\S]*┘$/m);
    expect(live.split(sentence).length - 1).toBe(1);
    expect(report.replace(/in \d.*$/m, 'in …').replace(/\([6-9] in/, '(N in')).toBe(`

9 engine errors in …

! engine error  row=1,column=1 and 8 more
  ${sentence}
  reproduce: matrix run matrix.yml --only 'row=1,column=1'

! left behind  matrix clean removes it
  what was on the engine (N in all): it could not be removed; once there is an engine again, the next command does
`);
    expect(stderr).toBe('');
    const { summary } = await readRecord(
      join(folder, '.matrix/runs', (await readdir(join(folder, '.matrix/runs')))[0] ?? ''),
    );
    expect(summary.cells.map(({ outcome }) => outcome?.kind)).toEqual(Array.from({ length: 9 }, () => 'engine-error'));
    expect(summary.finishedAt).toBeDefined();

    // Without its watcher, as where the machine has gone down with the engine.
    for (const pid of await watcherPids(summary.run)) process.kill(pid, 'SIGKILL');
    await engine.startAgain();
    expect((await standing(await engine.connection())).length).toBeGreaterThan(before.length);
    await cp(join(root, 'fixtures/broken/service-dies/matrix.yml'), join(folder, 'next.yml'));
    const next = await matrix(['run', 'next.yml', '--only', 'config=present'], options);
    expect(next.code, next.stdout).toBe(0);
    const removed = new RegExp(
      `^Removed what the run ${summary.run} had left behind when killed: [3-6] containers, 3 networks\n$`,
    );
    expect(next.stderr).toMatch(removed);
    expect(await standing(await engine.connection())).toEqual(before);
  },
);

// Behind `npm run test:killed`, since it takes as long again.
test.runIf(canHaveOwnEngine() && process.env.MATRIX_KILL_MOMENTS)(
  'what the loss of the engine left is removed by the watcher of the run once it is back, without another command',
  async () => {
    await using engine = await startOwnEngine(await testEngine(), 'busybox:1.36');
    const options = await projectOn(engine);
    const before = await standing(await engine.connection());
    const run = start(['run', '--reporter', 'plain'], options);
    await run.saysTimes('test started', 3);
    await engine.kill();
    expect((await run.ended).code).toBe(3);
    await engine.startAgain();
    const connection = await engine.connection();
    while ((await standing(connection)).join() !== before.join()) await delay(100);
  },
);
