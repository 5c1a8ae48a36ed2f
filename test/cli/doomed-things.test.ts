import type Docker from 'dockerode';
import { expect, test } from 'vitest';
import { doomedThings } from '../../src/cli/doomed-things.ts';
import { currentOwner } from '../../src/cli/owner.ts';
import { holdsLabel, labelsOf } from '../../src/docker/labels.ts';
import type { Owner } from '../../src/run/engine.ts';

const cell = 'node=13';
const dead = (run: string, project?: string): Owner => ({ ...currentOwner(run, project), processStart: 'before/1' });

/** An engine with a cell that the run `kept` left standing, and what the run of a shell may have on it. */
function engineWith(shell?: Owner): Docker {
  const owner = dead('kept', '/home/me/todo-api');
  const hold = shell && { Name: 'hold', Labels: { ...labelsOf(shell, cell, 'held'), [holdsLabel]: 'kept' } };
  const mark = { Name: 'mark', Labels: labelsOf(owner, cell, 'kept') };
  const engine: Partial<Record<keyof Docker, () => Promise<unknown>>> = {
    listContainers: async () => [{ Id: '1', Names: ['/db'], Labels: labelsOf(owner, cell, 'service/db') }],
    listNetworks: async () => [{ Id: '2', Name: 'net', Labels: labelsOf(owner, cell, 'network') }],
    listVolumes: async () => ({ Volumes: [mark, ...(hold ? [hold] : [])] }),
  };
  return engine as unknown as Docker;
}

async function told(docker: Docker) {
  const { doomed, spared } = await doomedThings(docker);
  return { doomed: doomed.map(({ what, why }) => `${what} (${why})`), spared };
}

const all = ['container db', 'network net', 'volume mark'].map(
  (what) => `${what} (kept by run kept of /home/me/todo-api)`,
);

test('what was kept is told with the folder of its project', async () => {
  expect(await told(engineWith())).toEqual({ doomed: all, spared: [] });
});

test('a cell that somebody is in is left alone, and is not once their process has died', async () => {
  expect(await told(engineWith(currentOwner('shell')))).toEqual({
    doomed: [],
    spared: ['node=13 of run kept of /home/me/todo-api, in which a matrix shell is open'],
  });
  expect(await told(engineWith(dead('shell')))).toEqual({
    doomed: [...all, 'volume hold (run shell is dead)'],
    spared: [],
  });
});
