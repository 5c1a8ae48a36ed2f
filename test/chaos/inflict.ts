// Does to a run what its case says.

import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { roleLabel, runLabel } from '../../src/docker/labels.ts';
import type { Fault } from './fault.ts';
import type { Running } from './running.ts';

/** Returns what was done, for whoever reads it; undefined where the run was over before, or had nothing to meet. */
export async function inflict(
  fault: Fault,
  running: Running,
  folder: string,
  docker: Docker,
): Promise<string | undefined> {
  if (fault.kind === 'disk-full') return fillDisk(fault.kibibytes, running, join(folder, '.matrix'));
  if (!('moment' in fault)) return undefined;
  if (!(await running.after(fault.moment.event))) return undefined;
  await delay(fault.moment.jitterMs);
  if (running.process.exitCode !== null) return undefined;
  const send = (signal: NodeJS.Signals) => (running.process.kill(signal) ? `sent ${signal}` : undefined);
  switch (fault.kind) {
    case 'signal':
      return send(fault.signal);
    case 'interrupted-twice': {
      const first = send('SIGINT');
      await delay(fault.pauseMs);
      return first && `${first}, ${send('SIGINT') ?? 'and it was over before the second'}`;
    }
    case 'stopped': {
      const stopped = send('SIGSTOP');
      await delay(fault.ms);
      send('SIGCONT');
      return stopped;
    }
    case 'container':
      return meetContainer(fault, running, docker);
    case 'network':
      return meetNetwork(fault.does, running, docker);
    case 'record-removed':
      await rm(join(folder, '.matrix'), { recursive: true, force: true, maxRetries: 20 });
      return 'removed .matrix';
    case 'output-closed':
      running.process.stdout?.destroy();
      return 'closed its output';
  }
}

/** As soon as the run has begun, so much is left. */
async function fillDisk(kibibytes: number, running: Running, place: string): Promise<string | undefined> {
  if (!(await running.after(1))) return undefined;
  const { bavail, bsize } = await statfs(place);
  await writeFile(join(place, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - kibibytes * 1024)));
  return 'filled the disk';
}

async function meetContainer(
  { does, role }: Extract<Fault, { kind: 'container' }>,
  running: Running,
  docker: Docker,
): Promise<string | undefined> {
  const found = await findWhile(running, async (run) => {
    const containers = await docker.listContainers({ filters: { label: [`${runLabel}=${run}`] } });
    return containers.find(({ Labels }) => Labels[roleLabel]?.startsWith(role));
  });
  if (!found) return undefined;
  const container = docker.getContainer(found.Id);
  // It may end by itself meanwhile, and then nothing was done to it.
  const work = does === 'removed' ? container.remove({ force: true, v: true }) : container.kill();
  return work.then(
    () => `${does} ${found.Labels[roleLabel]} of ${found.Labels['matrix-run.cell']}`,
    () => undefined,
  );
}

async function meetNetwork(
  does: 'removed' | 'disconnected',
  running: Running,
  docker: Docker,
): Promise<string | undefined> {
  const found = await findWhile(running, async (run) => {
    const [first] = await docker.listNetworks({ filters: { label: [`${runLabel}=${run}`] } });
    return first;
  });
  if (!found) return undefined;
  const network = docker.getNetwork(found.Id);
  const facts = (await network.inspect().catch(() => undefined)) as Docker.NetworkInspectInfo | undefined;
  const ends = Object.keys(facts?.Containers ?? {});
  await Promise.allSettled(ends.map((container) => network.disconnect({ Container: container, Force: true })));
  if (does === 'disconnected') return `disconnected ${ends.length} from ${found.Name}`;
  return network.remove().then(
    () => `removed ${found.Name}`,
    () => `disconnected ${ends.length} from ${found.Name}`,
  );
}

/** Looks until there is something, or the run is over. */
async function findWhile<T>(running: Running, find: (run: string) => Promise<T | undefined>): Promise<T | undefined> {
  while (running.process.exitCode === null && running.process.signalCode === null) {
    const run = running.runId();
    const found = run === undefined ? undefined : await find(run);
    if (found) return found;
    await delay(30);
  }
  return undefined;
}
