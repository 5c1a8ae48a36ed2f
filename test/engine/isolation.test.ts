// What a cell cannot reach, and what it cannot take: each tried from within, and where it can be, the other way as well.

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import type Docker from 'dockerode';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { matrix, matrixRun } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';
import { project } from './project.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

/** Runs the script as a suite and returns what it printed. */
async function heardFrom(script: string, more = '', env: Record<string, string> = {}): Promise<string> {
  const { folder } = project({
    'matrix.yml': `name: isolation\naxes: { n: [1] }\nimage: { from: "busybox:1.36" }\ntest:\n  command: sh suite.sh\n${more}`,
    'suite.sh': script,
  });
  return leavesNothing(connection, async () => {
    const run = await matrix(['run', '--reporter', 'plain'], { cwd: folder, env });
    expect(run.code, run.stdout + run.stderr).toBe(0);
    return (await matrix(['logs', 'n=1'], { cwd: folder })).stdout;
  });
}

/** A service of this machine, on all of its addresses. */
async function serviceOfHost(): Promise<number> {
  const server = createServer((socket) => socket.end('hello from the host\n'));
  onTestFinished(() => {
    server.close();
  });
  await once(server.listen(0, '0.0.0.0'), 'listening');
  return (server.address() as AddressInfo).port;
}

/** An address of this machine that is on none of the engine's bridges. */
function addressOfHost(): string {
  const all = Object.entries(networkInterfaces()).filter(([name]) => !/^(lo|docker|br-|veth|cni|podman)/.test(name));
  const found = all.flatMap(([, addresses]) => addresses ?? []).find(({ family }) => family === 'IPv4');
  if (!found) throw new Error('this machine has no address beside loopback and bridges');
  return found.address;
}

const look = (host: string, port: number) =>
  `nc -w 2 ${host} ${port} </dev/null >/tmp/answer 2>/dev/null && cat /tmp/answer || echo nothing`;

describe('the network', () => {
  const gateway = "$(ip route | sed -n 's/^default via \\([0-9.]*\\).*/\\1/p')";

  test.each([
    { internet: true, heard: 'hello from the host\nhello from the host\n' },
    { internet: false, heard: 'nothing\nnothing\n' },
  ])('with internet: $internet, this machine at its own address and at the gateway', async ({ internet, heard }) => {
    const port = await serviceOfHost();
    const script = [look(addressOfHost(), port), look(gateway, port)].join('\n');
    expect(await heardFrom(script, `  internet: ${internet}\n`)).toBe(heard);
  });

  test('with internet: false the services of the cell are there all the same', async () => {
    const service =
      '\nservices: { db: { image: "busybox:1.36", command: [sh, /serve.sh], files: [{ from: serve.sh, to: /serve.sh }], ready: { tcp: 8080 } } }';
    const { folder } = project({
      'matrix.yml': `name: isolation\naxes: { n: [1] }\nimage: { from: "busybox:1.36" }${service}\ntest: { command: sh suite.sh, internet: false }`,
      'serve.sh': 'while true; do echo hello | nc -l -p 8080; done',
      'suite.sh': 'nc -w 2 db 8080',
    });
    const { code, stdout } = await leavesNothing(connection, () => matrixRun([], { cwd: folder }));
    expect(code, stdout).toBe(0);
  });
});

function boundsOf({ HostConfig, NetworkSettings, Mounts }: Docker.ContainerInspectInfo) {
  const { NanoCpus: cpus, Memory: memory, MemorySwap: withSwap, PidsLimit: pids, SecurityOpt: security } = HostConfig;
  const { Privileged: isPrivileged, CapAdd: capabilities, Binds: binds } = HostConfig;
  const published = Object.values({ ...HostConfig.PortBindings, ...NetworkSettings.Ports }).flatMap((at) => at ?? []);
  // Docker says null where there are none, Podman an empty list.
  const lists = { capabilities: capabilities ?? [], binds: binds ?? [], mounts: Mounts, published };
  return { cpus, memory, withSwap, pids, security, isPrivileged, ...lists };
}

/** What every container has. */
const unlimited = {
  cpus: 0,
  memory: 0,
  withSwap: 0,
  pids: 4_096,
  security: ['no-new-privileges'],
  isPrivileged: false,
  capabilities: [],
  binds: [],
  mounts: [],
  published: [],
};

describe('a container', () => {
  test('has no socket of an engine, nothing of the project that it could write, and no new privileges', async () => {
    const heard = await heardFrom(`
      ls /var/run/docker.sock /run/docker.sock /run/podman/podman.sock 2>/dev/null | wc -l
      grep -c 'docker.sock\\|podman.sock\\|matrix-project' /proc/mounts
      sed -n 's/NoNewPrivs:.//p' /proc/self/status
      touch suite.sh.changed && echo of its own layer`);
    expect(heard).toBe('0\n0\n1\nof its own layer\n');
  });

  test('has the limits that it was given, no swap beside its memory, and publishes nothing', async () => {
    const { folder } = project({
      'matrix.yml': `name: isolation
axes: { n: [1] }
image: { from: "busybox:1.36" }
services: { db: { image: "busybox:1.36", command: [sleep, "60"], ready: { command: "true" } } }
test: { command: "true", limits: { cpus: 0.5, memory: 64m, pids: 32 } }`,
    });
    await leavesNothing(connection, async () => {
      const run = await matrixRun(['--keep', 'always'], { cwd: folder });
      const label = [`matrix-run.run=${run.results.run}`];
      const listed = await connection.docker.listContainers({ all: true, filters: { label } });
      const facts = await Promise.all(listed.map(({ Id }) => connection.docker.getContainer(Id).inspect()));
      expect((await matrix(['clean'], { cwd: folder })).code).toBe(0);
      const memory = 64 * 1024 ** 2;
      expect(new Map(facts.map((one) => [one.Config.Labels['matrix-run.role'], boundsOf(one)]))).toEqual(
        new Map([
          ['test', { ...unlimited, cpus: 5e8, memory, withSwap: memory, pids: 32 }],
          ['service/db', unlimited],
        ]),
      );
    });
  });

  test('a fork bomb stays in its cell: another one passes meanwhile, and all of it ends with its timeout', async () => {
    const { folder } = project({
      'matrix.yml': `name: bomb
axes: { kind: [bomb, calm] }
image: { from: "busybox:1.36" }
test: { command: "sh \${{ matrix.kind }}.sh", timeout: 10s, limits: { pids: 128, cpus: 0.5 } }`,
      'bomb.sh': 'echo boom\nbomb() { bomb | bomb & }\nbomb\nsleep 60',
      'calm.sh': 'for i in 1 2 3 4 5 6 7 8; do ls / | grep -q bin || exit 1; done',
    });
    const { outcomes } = await leavesNothing(connection, () => matrixRun(['--jobs', '2'], { cwd: folder }));
    expect(outcomes).toMatchObject({ 'kind=calm': 'passed' });
    expect(['timed-out', 'failed']).toContain(outcomes['kind=bomb']);
  });
});

test('what a suite leaves for its reports does no harm: links out, devices, 10 GB, entities, nesting', async () => {
  const entities = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';
  const { folder } = project({
    'matrix.yml': `name: hostile
axes: { n: [1] }
image: { from: "busybox:1.36" }
test: { command: sh suite.sh, results: ["reports/*.xml"], artifacts: ["kept/**"] }`,
    'suite.sh': `
      mkdir -p reports kept/a/b
      echo '${entities}<testsuite><testcase name="fine"/><testcase name="&b;"/></testsuite>' >reports/bomb.xml
      yes '<testsuite>' | head -n 200000 >reports/deep.xml
      ln -s /etc/passwd reports/link.xml
      ln -s / kept/root
      ln -s ../../../../.. kept/a/up
      ln kept/a/b/one kept/two 2>/dev/null
      mkfifo kept/pipe; mknod kept/null c 1 3
      echo fine >kept/a/b/fine.txt
      truncate -s 10G kept/zzz-sparse`,
  });
  await leavesNothing(connection, async () => {
    const { code, results, stdout, maxResident } = await matrixRun([], { cwd: folder });
    expect(code, stdout).toBe(0);
    expect(maxResident).toBeLessThan(300 * 1024 ** 2);
    expect(results.cells[0]?.tests).toMatchObject({ passed: 1 });
    expect(stdout).toContain('of its artifacts only 1 files are kept; there are more');
    expect(stdout).toContain('deep.xml cannot be read: its elements are nested deeper than 10000');
  });
});
