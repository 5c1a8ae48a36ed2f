// The real engine of the tests, and what stands on it.

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

/** Asserts that the work leaves on the engine what was there before. */
export async function leavesNothing<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  const before = await standing(connection);
  const result = await work();
  expect(await standing(connection)).toEqual(before);
  return result;
}
