// The engine's state and its events tell of a kill at the memory limit apart from each other.

import { beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { wasOutOfMemory } from '../../src/docker/out-of-memory.ts';
import { leavesNothing, testEngine } from './engine.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

const limit = 64 * 1024 * 1024;

test.each([
  { what: 'a container killed at its limit', command: 'exec dd if=/dev/zero of=/dev/null bs=512M count=1', is: true },
  { what: 'one that failed by itself', command: 'exit 3', is: false },
  { what: 'one that somebody killed', command: 'kill -9 $$', is: false },
  { what: 'one that passed', command: 'true', is: false },
])('$what is told by the events where the state does not know yet', async ({ command, is }) => {
  const { docker } = connection;
  await leavesNothing(connection, async () => {
    const container = await docker.createContainer({
      Image: 'busybox:1.36',
      Entrypoint: ['sh', '-c', command],
      HostConfig: { Memory: limit, MemorySwap: limit },
    });
    try {
      await container.start();
      await container.wait();
      const info = await container.inspect();
      expect(await wasOutOfMemory(docker, { ...info, State: { ...info.State, OOMKilled: false } })).toBe(is);
    } finally {
      await container.remove({ force: true });
    }
  });
});
