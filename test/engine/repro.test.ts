// A failure of a recorded run again: the same bits, wherever the record and the project are now.

import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { listRuns } from '../../src/record/list-runs.ts';
import type { RunJson } from '../../src/record/run-json.ts';
import { matrix, matrixRun, root } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';
import { inTerminal } from './in-terminal.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

const file = 'fixtures/regressions/matrix.yml';

async function newestRun(project: string): Promise<RunJson> {
  const [newest] = await listRuns(project);
  return JSON.parse(await readFile(join(newest?.folder ?? '', 'run.json'), 'utf8')) as RunJson;
}

const idsOf = ({ images }: RunJson) => Object.fromEntries(images.map(({ key, id }) => [key, id]));

const digestsOf = ({ images }: RunJson) => images.map(({ key, digest }) => [key, digest]);

/** Those of the run's images that the other one has. */
const sharedIds = (run: RunJson, other: RunJson) =>
  Object.fromEntries(Object.entries(idsOf(run)).filter(([key]) => key in idsOf(other)));

/** A folder of its own, which goes with the test. */
async function folder(name: string): Promise<string> {
  const made = await realpath(await mkdtemp(join(tmpdir(), `matrix-${name}-`)));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

test('of several red cells: asked, told, or the first', async () => {
  await leavesNothing(connection, async () => {
    const recorded = await matrixRun([file, '--only', 'node=13', '--only', 'node=20,postgres=17']);
    const { run } = recorded.results;
    const asked = await matrix(['repro', '--run', run]);
    expect(asked).toMatchObject({
      code: 2,
      stderr: `matrix: 3 cells are red in the run ${run}: which one?
  hint: matrix repro 'node=13,postgres=13'
        matrix repro 'node=13,postgres=15'
        matrix repro 'node=13,postgres=17'
`,
    });
    expect(await matrix(['repro', 'node=20', '--run', run])).toMatchObject({ code: 0 });
    const terminal = inTerminal(['repro', '--run', run, '--reporter', 'plain'], 100, 40);
    await terminal.shows(/which one\? \[1-3\]/);
    terminal.press('9\r3\r');
    expect(await terminal.ended).toBe(1);
    expect(terminal.lines()).toContain("  matrix shell 'node=13,postgres=17'");
    expect(terminal.lines()).toContain(`  reproduce: matrix repro 'node=13,postgres=17' --run ${run}`);
    const first = await matrix(['repro', 'node=13', '--run', run, '--reporter', 'plain']);
    expect(first, first.stderr).toMatchObject({
      code: 1,
      stderr: `3 cells are red among the 3 where node=13: this is the first of them, node=13,postgres=13\n`,
    });
    const again = await newestRun(root);
    expect(again.cells.map(({ id, outcome }) => [id, outcome])).toEqual([['node=13,postgres=13', 'failed']]);
    expect(again.kept).toEqual(['node=13,postgres=13']);
    expect(idsOf(again)).toEqual(sharedIds(recorded.results, again));
    expect((await matrix(['shell', '--', 'true'])).stderr).toMatch(/2 cells stand as their suites left them, and one/);
    expect((await matrix(['clean'])).stdout).toMatch(/Removed 8/);
  });
});

test("a record in another folder, with the project's clone: the same images; other files are not taken for them", async () => {
  await leavesNothing(connection, async () => {
    const [original, clone, records] = [await folder('original'), await folder('clone'), await folder('records')];
    const git = (cwd: string, ...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd });
    await cp(join(root, 'fixtures/regressions'), original, { recursive: true });
    await writeFile(join(original, 'mark'), original);
    await writeFile(join(original, '.dockerignore'), 'node_modules\n.git\n.matrix\n');
    git(original, 'init', '-q');
    git(original, 'add', '.');
    git(original, 'commit', '-qm', 'all');
    const cell = 'node=13,postgres=15';
    const recorded = await matrixRun(['--only', cell], { cwd: original });
    expect(recorded.code, recorded.stderr).toBe(1);
    const { run, source } = recorded.results;
    await cp(join(original, '.matrix/runs', run), join(records, run), { recursive: true });
    git(clone, 'clone', '-q', original, '.');
    await rm(original, { recursive: true });

    const repro = () => matrix(['repro', '--run', join(records, run), '--reporter', 'plain'], { cwd: clone });
    const again = await repro();
    expect(again.code, again.stderr).toBe(1);
    const result = await newestRun(clone);
    expect(result).toMatchObject({ source, kept: [cell], purpose: 'repro' });
    expect(digestsOf(result)).toEqual(digestsOf(recorded.results));
    expect(idsOf(result)).toEqual(idsOf(recorded.results));

    const entered = await matrix(['shell', '--', 'node', '--version'], { cwd: clone });
    expect(entered, entered.stderr).toMatchObject({ code: 0, stdout: 'v13.14.0\n' });
    await matrix(['clean']);

    // Without the image on the engine it is built of the same files again, and of no others.
    const built = recorded.results.images.find(({ kind }) => kind === 'build');
    const image = connection.docker.getImage(`matrix-run/${built?.key}`);
    await image.remove({ force: true });
    await writeFile(join(clone, 'mark'), 'another');
    const refused = await repro();
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toBe(
      `matrix: The image of run ${run} is not on this engine, and ${clone} has not the files that it was built of
  hint: the run tested commit ${source?.revision.slice(0, 12)}: check that out, and try again; files that git does not keep, and empty folders, count as well
        other than in commit ${source?.revision.slice(0, 12)} here: mark
`,
    );
    git(clone, 'checkout', '-q', '.');
    const rebuilt = await repro();
    expect(rebuilt.code, rebuilt.stdout + rebuilt.stderr).toBe(1);
    expect((await newestRun(clone)).images.map(({ key, cached }) => [key, cached])).toEqual([
      [built?.key, false],
      ['postgres:15', true],
    ]);
    await matrix(['clean']);
    await image.remove({ force: true });
  });
});

test('a tag that moved in the registry and on the engine does not change what is run', async () => {
  await leavesNothing(connection, async () => {
    const { docker } = connection;
    const project = await folder('moving');
    const repository = '127.0.0.1:5000/matrix-test/moving';
    const tag = `t${process.pid}`;
    const reference = `${repository}:${tag}`;
    /** Another image under the tag, on the engine and in the registry. */
    const push = async (mark: string) => {
      const container = await docker.createContainer({ Image: 'busybox:1.36', Cmd: ['true'] });
      await container.commit({ repo: repository, tag, changes: `LABEL mark=${mark}` });
      await container.remove();
      const pushing = await docker.getImage(reference).push({ authconfig: { username: '', password: '' } });
      for await (const _ of pushing as AsyncIterable<unknown>);
    };
    const idOf = async () => (await docker.getImage(reference).inspect()).Id;
    await push('one');
    const one = await idOf();
    const service = `{ image: "${reference}", command: [sleep, "600"], ready: { command: "true" } }`;
    await writeFile(
      join(project, 'matrix.yml'),
      `axes: { a: [1] }\nimage: { from: "busybox:1.36" }\nservices: { s: ${service} }\ntest: { command: exit 1 }\n`,
    );
    const recorded = await matrixRun([], { cwd: project });
    expect(recorded.code, recorded.stderr).toBe(1);
    const serviceIn = ({ images }: RunJson) => images.find(({ key }) => key === reference);
    expect(serviceIn(recorded.results)?.id).toBe(one);
    await push('two');
    expect(await idOf()).not.toBe(one);

    const reproduced = async () => {
      const ended = await matrix(['repro', '--run', recorded.results.run], { cwd: project });
      expect(ended.code, ended.stdout + ended.stderr).toBe(1);
      await matrix(['clean']);
      return serviceIn(await newestRun(project));
    };
    expect(await reproduced()).toMatchObject({ id: one, cached: true });
    // Where the engine has it no more, the registry has it by its digest.
    await docker.getImage(one).remove({ force: true });
    expect(await reproduced()).toMatchObject({ id: one, cached: false });
    for (const id of [one, reference]) await docker.getImage(id).remove({ force: true });
  });
});
