// A service of a cell: its files are put in, it is started, and it is looked at until one of its probes is satisfied.

import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { ServiceName, ServicePlan } from '../model/plan.ts';
import type { OutputSink, Publish, RunningService } from '../run/engine.ts';
import { type Make, publishedPorts, type StartedContainer } from './container.ts';
import { packFiles } from './context-tar.ts';
import { createLogProbe } from './log-probe.ts';
import { poll } from './probes.ts';
import { doing } from './trouble.ts';

export type ServiceStart = {
  readonly service: ServiceName;
  readonly plan: ServicePlan;
  readonly imageId: string;
  readonly onOutput: OutputSink;
  readonly publish?: readonly Publish[];
  readonly local: boolean;
};

/** A log tells at once and costs nothing; what costs the engine an exec each time begins only when the log is silent. */
const logPatienceMs = 5_000;

/** Starts the service. Rejects with EngineFailure. */
export async function startService(docker: Docker, make: Make, start: ServiceStart): Promise<RunningService> {
  const { service, plan, imageId, onOutput, publish = [] } = start;
  const container = await make(`service/${service}`, {
    imageId,
    aliases: [service],
    env: plan.env,
    command: plan.command ? { given: plan.command } : undefined,
    tmpfs: plan.tmpfs,
    limits: plan.limits,
    publish,
  });
  await copyFiles(docker, container.id, service, plan);
  const logs = plan.ready.anyOf.flatMap((probe) => (probe.kind === 'log' ? [createLogProbe(probe.patterns)] : []));
  const started = await container.start((bytes) => {
    for (const log of logs) log.push(bytes);
    return onOutput(bytes);
  });
  return {
    exited: started.exited,
    published: await publishedPorts(started.container, publish),
    async ready(signal) {
      const settled = new AbortController();
      const looking = AbortSignal.any([signal, settled.signal]);
      const asked = plan.ready.anyOf.filter((probe) => probe.kind !== 'log');
      const polling =
        logs.length > 0 ? delay(logPatienceMs, undefined, { signal: looking }).catch(() => undefined) : undefined;
      const polled = asked.map(async (probe) => {
        await polling;
        const address = start.local ? await addressOf(started) : undefined;
        await poll(probe, { docker, container: started.container, imageId, address }, looking);
      });
      try {
        await Promise.race([...logs.map(({ satisfied }) => satisfied), ...polled, aborted(signal)]);
      } finally {
        settled.abort();
        await Promise.allSettled(polled);
      }
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}

/** The address on its one network. A container that has ended already has none. */
async function addressOf({ container }: StartedContainer): Promise<string | undefined> {
  const facts = await container.inspect().catch(() => undefined);
  return Object.values(facts?.NetworkSettings.Networks ?? {})[0]?.IPAddress || undefined;
}

/** Puts the files into the container over the API, so that an engine on another machine gets them too. */
async function copyFiles(docker: Docker, id: string, service: ServiceName, plan: ServicePlan): Promise<void> {
  if (plan.files.length === 0) return;
  await doing(
    `Cannot copy the files of the service ${service}`,
    docker.getContainer(id).putArchive(packFiles(plan.files), { path: '/' }),
  );
}
