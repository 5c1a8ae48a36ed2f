import { beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { createDockerEngine } from '../../src/docker/docker-engine.ts';
import { findOwned } from '../../src/docker/leftovers.ts';
import type { Probe, ServicePlan, TestPlan } from '../../src/model/plan.ts';
import type { Engine, Exit, RunningService, Sandbox } from '../../src/run/engine.ts';
import { leavesNothing, testEngine } from './engine.ts';

const owner = { run: '20261124-104700-test', host: 'test', pid: 1, processStart: 'never' };
const busybox = 'busybox:1.36';

let connection: Connection;
let engine: Engine;
let imageId: string;

beforeAll(async () => {
  connection = await testEngine();
  engine = createDockerEngine(connection);
  const options = { signal: new AbortController().signal, onProgress: () => undefined };
  imageId = (await engine.ensureImage({ kind: 'pull', key: busybox }, options)).id;
});

function testPlan(script: string, extra: Partial<TestPlan> = {}): TestPlan {
  return {
    command: ['sh', '-c', script],
    env: {},
    secrets: [],
    timeoutMs: 60_000,
    retries: 0,
    results: [],
    artifacts: [],
    limits: {},
    internet: true,
    ...extra,
  };
}

function servicePlan(script: string, probe: Probe, extra: Partial<ServicePlan> = {}): ServicePlan {
  return {
    image: busybox,
    env: {},
    command: ['sh', '-c', script],
    files: [],
    tmpfs: [],
    limits: {},
    ready: { anyOf: [probe], timeoutMs: 60_000 },
    ...extra,
  };
}

let sandboxes = 0;

async function inSandbox<T>(work: (sandbox: Sandbox) => Promise<T>, options: { internet?: boolean } = {}): Promise<T> {
  return leavesNothing(connection, async () => {
    const internet = options.internet ?? true;
    const sandbox = engine.sandbox({ cell: 'a=1', cellIndex: sandboxes++, attempt: 1, owner, internet });
    try {
      await sandbox.open();
      return await work(sandbox);
    } finally {
      expect(await sandbox.close()).toEqual([]);
    }
  });
}

function collector() {
  const chunks: Buffer[] = [];
  return {
    onOutput: (bytes: Uint8Array) => {
      chunks.push(Buffer.from(bytes));
      return undefined;
    },
    text: () => Buffer.concat(chunks).toString(),
  };
}

/** An engine may still tell the exit code of what it is removing, or know nothing of it any more. */
async function howItEnded(exited: Promise<Exit> | undefined): Promise<string> {
  try {
    const exit = await exited;
    return exit?.exitCode === 137 ? 'killed or removed' : `exit code ${exit?.exitCode}`;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return message.endsWith('was removed before its end') ? 'killed or removed' : message;
  }
}

async function runTest(sandbox: Sandbox, plan: TestPlan, secrets: Record<string, string> = {}) {
  const output = collector();
  const running = await sandbox.startTest(plan, { image: 'x', imageId, secrets, onOutput: output.onOutput });
  return { exit: await running.exited, output: output.text() };
}

describe('a suite', () => {
  test('is heard from its first byte to its last, on both streams, with its exit code', async () => {
    const { exit, output } = await inSandbox((sandbox) => runTest(sandbox, testPlan('echo out; echo err >&2; exit 3')));
    expect(exit).toEqual({ exitCode: 3, outOfMemory: false });
    expect(output.split('\n').toSorted()).toEqual(['', 'err', 'out']);
  });

  test('gets its environment and its secrets, and no entrypoint before its command', async () => {
    const plan = testPlan('echo "$A $B"', { env: { A: 'x' } });
    const { output } = await inSandbox((sandbox) => runTest(sandbox, plan, { B: 's3cret' }));
    expect(output).toBe('x s3cret\n');
  });

  test('that takes more memory than its limit is out of memory', async () => {
    const plan = testPlan('x=$(dd if=/dev/zero bs=1M count=200 2>/dev/null | tr "\\0" x); echo "$x" | head -c 1', {
      limits: { memoryBytes: 32 * 1024 ** 2 },
    });
    const { exit } = await inSandbox((sandbox) => runTest(sandbox, plan));
    expect(exit.outOfMemory).toBe(true);
    expect(exit.exitCode).not.toBe(0);
  });

  test('has no new privileges and no more than the processes that it may have', async () => {
    const plan = testPlan('grep NoNewPrivs /proc/self/status; for i in 1 2 3 4 5 6 7 8; do sleep 1 & done; wait', {
      limits: { pids: 4 },
    });
    const { output } = await inSandbox((sandbox) => runTest(sandbox, plan));
    expect(output).toContain('NoNewPrivs:\t1');
    expect(output).toMatch(/fork/);
  });

  test('is ended with its sandbox, and what it printed until then was heard', async () => {
    const output = collector();
    let running: Awaited<ReturnType<Sandbox['startTest']>> | undefined;
    await inSandbox(async (sandbox) => {
      const heard = Promise.withResolvers<void>();
      running = await sandbox.startTest(testPlan('echo begun; sleep 600'), {
        image: 'x',
        imageId,
        secrets: {},
        onOutput: (bytes) => {
          output.onOutput(bytes);
          heard.resolve();
          return undefined;
        },
      });
      await heard.promise;
    });
    expect(output.text()).toBe('begun\n');
    expect(await howItEnded(running?.exited)).toBe('killed or removed');
  });

  test('that prints faster than it is heard waits, and nothing is lost', async () => {
    const { exit, bytes } = await inSandbox(async (sandbox) => {
      let bytes = 0;
      const running = await sandbox.startTest(testPlan('yes 0123456789 | head -c 20000000'), {
        image: 'x',
        imageId,
        secrets: {},
        onOutput: (chunk) => {
          bytes += chunk.length;
          return new Promise((resolve) => setImmediate(resolve));
        },
      });
      return { exit: await running.exited, bytes };
    });
    expect(exit.exitCode).toBe(0);
    expect(bytes).toBe(20_000_000);
  });
});

describe('a service', () => {
  /** Ready by itself, and not since nobody waits any more. */
  const isReady = async (service: RunningService) => {
    const late = AbortSignal.timeout(120_000);
    await service.ready(late);
    expect(late.aborted).toBe(false);
  };
  const listen = 'sleep 0.3; while true; do echo hello | nc -l -p 8080; done';
  const serve = 'mkdir /www; echo fine > /www/health; sleep 0.3; httpd -f -p 8080 -h /www';
  const untilReady = (plan: ServicePlan) =>
    inSandbox(async (sandbox) => {
      const output = collector();
      const service = await sandbox.startService('db', plan, { imageId, onOutput: output.onOutput });
      await isReady(service);
      return output.text();
    });

  test.each<{ name: string; plan: ServicePlan }>([
    {
      name: 'log',
      plan: servicePlan('sleep 0.2; echo warming up; sleep 0.1; echo ready; sleep 600', {
        kind: 'log',
        patterns: ['warming', 'ready'],
      }),
    },
    { name: 'tcp', plan: servicePlan(listen, { kind: 'tcp', port: 8080 }) },
    { name: 'http', plan: servicePlan(serve, { kind: 'http', port: 8080, path: '/health' }) },
    { name: 'http with a status', plan: servicePlan(serve, { kind: 'http', port: 8080, path: '/none', status: 404 }) },
    {
      name: 'command',
      plan: servicePlan('sleep 0.3; touch /tmp/up; sleep 600', { kind: 'command', command: ['ls', '/tmp/up'] }),
    },
    { name: 'what the image says', plan: servicePlan('sleep 600', { kind: 'image-default' }) },
  ])('is ready by $name', async ({ plan }) => {
    await untilReady(plan);
  });

  test('that exits is heard to, with its output', async () => {
    const { exit, output } = await inSandbox(async (sandbox) => {
      const heard = collector();
      const plan = servicePlan('echo no password; exit 7', { kind: 'tcp', port: 1 });
      const service = await sandbox.startService('db', plan, { imageId, onOutput: heard.onOutput });
      return { exit: await service.exited, output: heard.text() };
    });
    expect(exit).toEqual({ exitCode: 7, outOfMemory: false });
    expect(output).toBe('no password\n');
  });

  test('is reached by its name from its own cell, and not at all from another', async () => {
    const plan = servicePlan(listen, { kind: 'tcp', port: 8080 });
    await inSandbox(async (one) => {
      const service = await one.startService('db', plan, { imageId, onOutput: () => undefined });
      await isReady(service);
      const same = await runTest(one, testPlan('nc -w 20 db 8080'));
      expect(same).toEqual({ exit: { exitCode: 0, outOfMemory: false }, output: 'hello\n' });
      const [address] = await addressesOf('db');
      await inSandbox(async (other) => {
        expect((await runTest(other, testPlan(`nc -w 2 db 8080`))).exit.exitCode).not.toBe(0);
      });
      await inSandbox(async (other) => {
        expect((await runTest(other, testPlan(`nc -w 2 ${address} 8080`))).exit.exitCode).not.toBe(0);
      });
    });
  });
});

async function addressesOf(service: string): Promise<readonly string[]> {
  const containers = await connection.docker.listContainers({
    filters: { label: [`matrix-run.role=service/${service}`] },
  });
  return containers.flatMap(({ NetworkSettings }) =>
    Object.values(NetworkSettings.Networks).map(({ IPAddress }) => IPAddress),
  );
}

describe('a sandbox', () => {
  test('marks everything that it makes with its run, cell, role and owner', async () => {
    await inSandbox(async (sandbox) => {
      await sandbox.startService('db', servicePlan('sleep 60', { kind: 'image-default' }), {
        imageId,
        onOutput: () => undefined,
      });
      const owned = (await findOwned(connection.docker)).filter((thing) => thing.owner.run === owner.run);
      expect(owned.map(({ kind, cell, owner: found }) => ({ kind, cell, found }))).toEqual([
        { kind: 'container', cell: 'a=1', found: owner },
        { kind: 'network', cell: 'a=1', found: owner },
      ]);
    });
  });

  test('that is closed while a container is being made leaves none', async () => {
    await leavesNothing(connection, async () => {
      const sandbox = engine.sandbox({ cell: 'a=1', cellIndex: sandboxes++, attempt: 1, owner, internet: true });
      await sandbox.open();
      const starting = sandbox.startTest(testPlan('sleep 60'), {
        image: 'x',
        imageId,
        secrets: {},
        onOutput: () => undefined,
      });
      expect(await sandbox.close()).toEqual([]);
      expect(await howItEnded(starting.then((running) => running.exited))).toBe('killed or removed');
    });
  });

  test('that is closed while its network is being made leaves none', async () => {
    await leavesNothing(connection, async () => {
      const sandbox = engine.sandbox({ cell: 'a=1', cellIndex: sandboxes++, attempt: 1, owner, internet: true });
      const opening = sandbox.open();
      expect(await sandbox.close()).toEqual([]);
      await opening;
    });
  });

  test.each([true, false])('with internet: %s has a network that says so', async (internet) => {
    const isInternal = await inSandbox(
      async () => {
        const networks = await connection.docker.listNetworks({ filters: { label: [`matrix-run.run=${owner.run}`] } });
        return networks.map(({ Internal }) => Internal);
      },
      { internet },
    );
    expect(isInternal).toEqual([!internet]);
  });

  test('forty at once, each on a network of its own', async () => {
    await leavesNothing(connection, async () => {
      const all = Array.from({ length: 40 }, (_, i) =>
        engine.sandbox({ cell: `n=${i}`, cellIndex: 100 + i, attempt: 1, owner, internet: true }),
      );
      await Promise.all(all.map((sandbox) => sandbox.open()));
      const networks = await connection.docker.listNetworks({ filters: { label: [`matrix-run.run=${owner.run}`] } });
      expect(new Set(networks.map(({ IPAM }) => IPAM?.Config?.[0]?.Subnet)).size).toBe(40);
      expect(await Promise.all(all.map((sandbox) => sandbox.close()))).toEqual(all.map(() => []));
    });
  });
});
