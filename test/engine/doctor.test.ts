import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { matrix } from './command.ts';
import { project } from './project.ts';

type Told = {
  readonly isFit: boolean;
  readonly findings: readonly { readonly check: string; readonly level: string }[];
};

const levels = ({ stdout }: { readonly stdout: string }) =>
  Object.fromEntries((JSON.parse(stdout) as Told).findings.map(({ check, level }) => [check, level]));

test('a machine on which runs go well, and a matrix whose images can be had', async () => {
  const { folder } = project({
    'matrix.yml':
      'axes: { n: [1, 2] }\nimage: { from: "node:20-bookworm-slim" }\ntest: { command: "true", limits: { memory: 64m } }\n',
  });
  const ended = await matrix(['doctor', '--json'], { cwd: folder });
  expect(ended.stderr).toBe('');
  expect((JSON.parse(ended.stdout) as Told).isFit).toBe(true);
  expect(levels(ended)).toMatchObject({
    file: 'ok',
    record: 'ok',
    engine: 'ok',
    cpus: 'ok',
    memory: 'ok',
    networks: 'ok',
    registry: 'ok',
  });
  expect(ended.code).toBe(0);
});

test('an image that is nowhere, more processors than there are, and a helper that is missing', async () => {
  const { folder } = project({
    'matrix.yml':
      'axes: { n: [1] }\nimage: { from: "node:0.0.0-nowhere" }\ntest: { command: "true", limits: { cpus: 4000 } }\n',
    'config.json': '{ "credsStore": "nowhere" }',
  });
  const ended = await matrix(['doctor', '--json'], { cwd: folder, env: { DOCKER_CONFIG: folder } });
  expect(levels(ended)).toMatchObject({ cpus: 'fail', registry: 'fail', engine: 'ok' });
  expect(ended.stdout).toContain('docker-credential-nowhere, which is not on the PATH');
  expect(ended.code).toBe(3);
});

test('what listens and never answers is waited for no longer than it takes to tell', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'matrix-silent-'));
  const socket = join(folder, 'engine.sock');
  const server = createServer().listen(socket);
  onTestFinished(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  const ended = await matrix(['doctor'], { cwd: folder, env: { DOCKER_HOST: `unix://${socket}` } });
  expect(ended.stdout).toContain(
    `The container engine at unix://${socket} does not answer: there was no answer within 5 s`,
  );
  expect(ended.stdout).toContain('One thing would stop a run here.');
  expect(ended.code).toBe(3);
});

test('a run that cannot end well does not begin, unless it is only what is allowed to fail', async () => {
  const { folder, write } = project({});
  const file = (more: string) =>
    `axes: { n: [1] }\nimage: { from: "busybox:1.36" }\ntest: { command: "true", limits: { cpus: 4000 } }\n${more}`;
  write('matrix.yml', file(''));
  for (const command of [['run', '--reporter', 'plain'], ['up'], ['shell', '--', 'true']]) {
    const refused = await matrix(command, { cwd: folder });
    expect(refused.stdout).toBe('');
    expect(refused.stderr).toMatch(
      /^matrix: the suite of n=1 asks for 4000 cpus, and the engine has \d+\n {2}hint: lower limits\.cpus, or give the engine more processors; matrix doctor tells more\n$/,
    );
    expect(refused.code).toBe(3);
  }
  expect(existsSync(join(folder, '.matrix'))).toBe(false);

  write('matrix.yml', file('allow-failure: [{ n: 1 }]\n'));
  const allowed = await matrix(['run', '--reporter', 'plain'], { cwd: folder });
  expect(allowed.stdout).toContain('n=1');
  expect(allowed.code).toBe(0);
});
