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
