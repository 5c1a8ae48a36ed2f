// The real engine of the tests, and what stands on it.

import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { type Connection, connect } from '../../src/docker/connect.ts';

const address = process.env.MATRIX_TEST_ENGINE;

/** Connects to the engine that MATRIX_TEST_ENGINE names. These tests cannot run without one, and say so. */
export async function testEngine(): Promise<Connection> {
  if (!address || address === 'none')
    throw new Error('MATRIX_TEST_ENGINE names no engine: run the tests by `npm test`');
  return connect({ ...process.env, DOCKER_HOST: address });
}

/** Everything on the engine that could be left over: containers, networks and volumes by name. */
export async function standing({ docker }: Connection): Promise<readonly string[]> {
  const [containers, networks, volumes] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes(),
  ]);
  return [
    ...containers.map(({ Names }) => `container ${Names.join()}`),
    ...networks.map(({ Name }) => `network ${Name}`),
    ...volumes.Volumes.map(({ Name }) => `volume ${Name}`),
  ].toSorted();
}

/** What has come to stand on the engine since. */
export async function since(connection: Connection, before: readonly string[]): Promise<readonly string[]> {
  return (await standing(connection)).filter((thing) => !before.includes(thing));
}

/** After a death without notice everything is gone by itself within so long. */
const promisedMs = 10_000;

/** Until nothing of it stands any more, or the promised time is over. Returns how long it took. */
export async function untilGone(connection: Connection, before: readonly string[]): Promise<number> {
  const began = performance.now();
  while (performance.now() - began < promisedMs) {
    if ((await since(connection, before)).length === 0) return performance.now() - began;
    await delay(100);
  }
  expect(await since(connection, before)).toEqual([]);
  return performance.now() - began;
}

/** Asserts that the work leaves on the engine what was there before. */
export async function leavesNothing<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  const before = await standing(connection);
  const result = await work();
  expect(await standing(connection)).toEqual(before);
  return result;
}
