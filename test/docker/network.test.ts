import type Docker from 'dockerode';
import { expect, test } from 'vitest';
import { createNetworks } from '../../src/docker/network.ts';

test('a look at the networks that fails is made again for the next network', async () => {
  const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  let looks = 0;
  const docker: Pick<Docker, 'listNetworks' | 'createNetwork'> = {
    listNetworks: async () => {
      if (looks++ === 0) throw reset;
      return [];
    },
    createNetwork: (async () => ({ id: 'made' })) as unknown as Docker['createNetwork'],
  };
  const networks = createNetworks(docker as Docker, { local: false, seed: 0 });
  const wanted = { name: 'one', internet: true, labels: {} };
  await expect(networks.create(wanted)).rejects.toMatchObject({
    message: 'Cannot list the networks of the engine: socket hang up',
    transient: true,
  });
  expect(await networks.create(wanted)).toBe('made');
  expect(await networks.create(wanted)).toBe('made');
  expect(looks).toBe(2);
});

test.each([
  { internet: true, asked: [{}] },
  { internet: false, asked: [{ 'com.docker.network.bridge.inhibit_ipv4': 'true' }, {}] },
])('internet: $internet, on an engine that knows no options', async ({ internet, asked }) => {
  const options: unknown[] = [];
  const docker = {
    listNetworks: async () => [],
    createNetwork: async (wanted: Docker.NetworkCreateOptions) => {
      expect(wanted.Internal).toBe(!internet);
      options.push(wanted.Options);
      if (Object.keys(wanted.Options ?? {}).length > 0) throw new Error('unsupported bridge network option com.docker');
      return { id: 'made' };
    },
  };
  const networks = createNetworks(docker as unknown as Docker, { local: false, seed: 0 });
  expect(await networks.create({ name: 'one', internet, labels: {} })).toBe('made');
  expect(options).toEqual(asked);
});
