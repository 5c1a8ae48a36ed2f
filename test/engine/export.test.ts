// matrix repro --export: the exported folder does what the run did, without us.

import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { type Ended, matrix, matrixRun, root } from './command.ts';
import { composePath } from './compose-path.ts';
import { leavesNothing, standing, testEngine } from './engine.ts';

let connection: Connection;
let folder: string;
beforeAll(async () => {
  connection = await testEngine();
  folder = await mkdtemp(join(tmpdir(), 'matrix-export-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the script of an exported folder as whoever was sent it would. */
async function runScript(
  exported: string,
  env: Record<string, string> = {},
  onOutput: (pid: number) => void = () => undefined,
): Promise<Pick<Ended, 'code' | 'stdout' | 'stderr'>> {
  const child = spawn('sh', [join(exported, 'run.sh')], {
    env: { ...process.env, DOCKER_HOST: process.env.MATRIX_TEST_ENGINE, PATH: composePath(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  // A letter of several bytes may come in two pieces.
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    onOutput(child.pid ?? 0);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.on('error', reject);
  child.on('close', resolve);
  return { code: await promise, stdout, stderr };
}

/** Does what the script says that ends what it left standing. Returns the exit code. */
async function endKept(said: string): Promise<number | null> {
  const [, ending = ''] = /this ends it: (.*)/.exec(said) ?? [];
  const exported = await mkdtemp(join(folder, 'end-'));
  await writeFile(join(exported, 'run.sh'), ending);
  return (await runScript(exported)).code;
}

/** Every file of the folder, by its path. */
async function textsOf(exported: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(exported, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(
      paths.toSorted().map(async (path) => [path.slice(exported.length + 1), await readFile(path, 'utf8')]),
    ),
  );
}

/** The words of the example in the help text. */
async function example(): Promise<readonly string[]> {
  const { stdout } = await matrix(['repro', '--help']);
  return /^ {2}\$ matrix (.*--export.*)$/m.exec(stdout)?.[1]?.split(' ') ?? [];
}

// `npm test` says so where there is no Compose, and fails with CI=true.
describe.skipIf(process.env.MATRIX_TEST_COMPOSE === 'none')('an exported cell', () => {
  test('ends as it did in the run, red and green', { timeout: 300_000 }, async () => {
    const project = join(folder, 'regressions');
    await cp(join(root, 'fixtures', 'regressions'), project, { recursive: true });
    const { results } = await matrixRun(['matrix.yml', '--only', 'node=13|15,postgres=15'], { cwd: project });
    const recorded = Object.fromEntries(results.cells.map(({ id, exitCode }) => [id, exitCode]));
    expect(recorded).toEqual({ 'node=13,postgres=15': 1, 'node=15,postgres=15': 0 });

    const line = await example();
    expect(line).toEqual(['repro', 'node=13,postgres=15', '--export', 'repro']);
    const exported = await matrix(line, { cwd: project });
    expect(exported).toMatchObject({
      code: 0,
      stdout: `node=13,postgres=15 of the run ${results.run} is in repro. This runs it, with Docker and Compose:\n\n  sh repro/run.sh\n`,
      stderr: 'repro lies in what images are built from: add it to .dockerignore, or it is part of the next ones.\n',
    });
    const before = await textsOf(join(project, 'repro'));
    expect((await matrix(line, { cwd: project })).code).toBe(0);
    expect(await textsOf(join(project, 'repro'))).toEqual(before);
    const green = await matrix(['repro', 'node=15', '--export', '../green', '--run', results.run], { cwd: project });
    expect(green).toMatchObject({ code: 0, stderr: '' });

    await leavesNothing(connection, async () => {
      const red = await runScript(join(project, 'repro'));
      expect(red.code, red.stderr).toBe(1);
      expect(red.stdout).toContain('settings');
      const { code, stderr } = await runScript(join(folder, 'green'));
      expect(code, stderr).toBe(0);
    });
    const images = await connection.docker.listImages();
    expect(images.flatMap(({ RepoTags }) => RepoTags ?? []).filter((tag) => tag.includes(results.run))).toEqual([]);
  });

  test('prints the very same: probes, files, variables, a secret, limits, no way out', {
    timeout: 300_000,
  }, async () => {
    const project = join(folder, 'odd');
    await mkdir(join(project, 'site'), { recursive: true });
    await writeFile(join(project, 'site', 'a $file.txt'), 'from the folder\n', { mode: 0o600 });
    await writeFile(join(project, 'matrix.yml'), odd);
    const env = { TOKEN: 'a $secret' };
    const { results, outcomes, stdout: told } = await matrixRun([], { cwd: project, env });
    expect(outcomes, told).toEqual({ 'kind=odd': 'failed' });
    expect(results.cells[0]?.exitCode).toBe(41);
    const recorded = await matrix(['logs', 'kind=odd'], { cwd: project });

    expect((await matrix(['repro', '--export', '../odd-export'], { cwd: project })).code).toBe(0);
    const exported = join(folder, 'odd-export');
    expect(Object.values(await textsOf(exported)).join('\n')).not.toContain(env.TOKEN);
    await leavesNothing(connection, async () => {
      expect(await runScript(exported, { TOKEN: '' })).toMatchObject({ code: 42 });
      const { code, stdout, stderr } = await runScript(exported, { ...env, KEEP: '1' });
      onTestFailed(async () => void (await endKept(stderr)));
      // The engine reads the two streams side by side: where in the log the other one's line stands is chance.
      expect(recorded.stdout).toContain('to stderr\n');
      expect(stdout, stderr).toBe(recorded.stdout.replace('to stderr\n', ''));
      expect(stderr).toContain('\nto stderr\n');
      expect(code).toBe(41);
      const networks = await connection.docker.listNetworks();
      const ours = networks.filter(({ Name }) => Name.startsWith(`repro-${results.run}`));
      expect(ours).toMatchObject([{ Internal: true, Driver: 'bridge' }]);
      expect(await endKept(stderr)).toBe(0);
    });
    const refused = await runScript(exported);
    expect(refused).toEqual({
      code: 3,
      stdout: '',
      stderr: 'run.sh: TOKEN is not set in the environment: the suite had it as a secret\n',
    });
  });

  test('is kept, timed out and interrupted as one asks for', { timeout: 300_000 }, async () => {
    const project = join(folder, 'slow');
    await mkdir(project);
    await writeFile(join(project, 'matrix.yml'), slow);
    // So long its output has time to come, on a machine that is busy.
    const { outcomes } = await matrixRun(['--timeout', '5s'], { cwd: project });
    expect(outcomes).toEqual({ 'kind=slow': 'timed-out' });
    expect((await matrix(['repro', '--export', '../slow-export'], { cwd: project })).code).toBe(0);
    const exported = join(folder, 'slow-export');
    await leavesNothing(connection, async () => {
      const late = await runScript(exported);
      expect(late).toMatchObject({ code: 124, stdout: 'working\n' });
      expect(late.stderr).toContain('run.sh: the suite did not end within 5 s\n');
      const ended = await runScript(exported, {}, (pid) => process.kill(pid, 'SIGTERM'));
      expect(ended).toMatchObject({ code: 143, stdout: 'working\n' });

      const before = await standing(connection);
      const kept = await runScript(exported, { KEEP: '1' });
      onTestFailed(async () => void (await endKept(kept.stderr)));
      expect(kept.code).toBe(124);
      expect(await standing(connection)).not.toEqual(before);
      const again = await runScript(exported);
      expect(again).toMatchObject({
        code: 3,
        stderr: kept.stderr
          .slice(kept.stderr.lastIndexOf('run.sh: '))
          .replace('left standing', 'it is standing already'),
      });
      expect(await endKept(kept.stderr)).toBe(0);
    });
  });
});

test('what is not the source of the run any more is not exported', async () => {
  const project = join(folder, 'changed');
  await mkdir(project);
  await writeFile(
    join(project, 'matrix.yml'),
    'axes: { kind: [a] }\nimage: { from: busybox:1.36 }\ntest: { command: "true" }\n',
  );
  const { code: passed, results } = await matrixRun([], { cwd: project });
  expect(passed).toBe(0);
  // Elsewhere, the files that stand there are asked.
  const [clone, records] = [join(folder, 'clone'), join(folder, 'records')];
  await cp(project, clone, { recursive: true, filter: (path) => !path.endsWith('.matrix') });
  await cp(join(project, '.matrix/runs', results.run), records, { recursive: true });
  const elsewhere = ['repro', 'kind=a', '--run', records, '--export', '../clone-export'];
  expect(await matrix(elsewhere, { cwd: clone })).toMatchObject({ code: 0, stderr: '' });
  expect(await readFile(join(folder, 'clone-export', 'context', 'matrix.yml'), 'utf8')).toContain('busybox');

  await writeFile(join(project, 'new'), '');
  const { code, stderr } = await matrix(['repro', 'kind=a', '--export', '../changed-export'], { cwd: project });
  expect(code).toBe(2);
  expect(stderr).toContain(`The files of ${project} are not those of the run `);
  expect(await readdir(folder)).not.toContain('changed-export');
});

const slow = `
axes: { kind: [slow] }
image: { from: busybox:1.36 }
test: { command: "echo working; sleep 600" }
`;

const odd =
  String.raw`
axes: { kind: [odd] }
image: { from: busybox:1.36 }
services:
  web:
    image: nginx:1.26
    files: [{ from: site, to: /usr/share/nginx/html }]
    ready: { http: ":80/a%20$file.txt" }
  cache:
    image: redis:7.0
    limits: { memory: 256m, cpus: 0.5, pids: 200 }
  port:
    image: busybox:1.36
    command: sleep 1; while :; do nc -l -p 7000 -e sh -c 'echo "$GREETING"'; done
    env: { GREETING: "it's $HOME, \"ü\"" }
    tmpfs: [/scratch]
    ready: { tcp: 7000 }
  log:
    image: busybox:1.36
    command: [sh, -c, "echo nearly; sleep 1; echo 'level 7: ready'; exec sleep 600"]
    ready: { log: ["^nearly$", "level \\d: (?!nearly)r"] }
  test:
    image: busybox:1.36
    command: "echo up > /up; exec sleep 600"
    ready: { command: [sh, -c, "test \"$(cat /up)\" = up"] }
test:
  env:
    DOLLARS: "$HOME $$ $` +
  String.raw`{HOME} $(id)"
    LINES: |
      first
        second: 'x' "y" \n

    UNICODE: "ü 😀"
    NO: ""
  secrets: [TOKEN]
  internet: false
  limits: { memory: 128m, pids: 100 }
  command: |
    test -n "$TOKEN" || exit 42
    printf '<%s>\n' "$DOLLARS" "$LINES" "$UNICODE" "$NO" "$(printf %s "$TOKEN" | md5sum)"
    wget -q -O - 'http://web/a%20$file.txt'
    wget -q -O - http://web/index.html
    nc -w 5 port 7000 < /dev/null
    printf 'PING\r\nQUIT\r\n' | nc -w 5 cache 6379
    grep NoNewPrivs /proc/self/status
    cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2> /dev/null
    echo to stderr >&2
    exit 41
`;
