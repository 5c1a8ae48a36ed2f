// The isolated place of one attempt: a network and the containers on it, and how all of it goes away again.

import { readFile } from 'node:fs/promises';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import type { ServiceName, ServicePlan } from '../model/plan.ts';
import {
  type Engine,
  EngineFailure,
  type LeftOver,
  type OutputSink,
  type RunningService,
  type Sandbox,
} from '../run/engine.ts';
import {
  type ContainerSpec,
  type MadeContainer,
  makeContainer,
  removeContainer,
  type StartedContainer,
} from './container.ts';
import { labelsOf, type Role } from './labels.ts';
import { createLogProbe } from './log-probe.ts';
import type { Network, Networks } from './network.ts';
import { type ProbedContainer, poll } from './probes.ts';
import { doing } from './trouble.ts';

type SandboxOptions = Parameters<Engine['sandbox']>[0];

/** Clean-up has its own time, whatever ended the run. */
const closeDeadlineMs = 30_000;

export function createSandbox(
  docker: Docker,
  networks: Networks,
  options: SandboxOptions & { readonly local: boolean },
): Sandbox {
  const { owner, cell, cellIndex, attempt } = options;
  const name = `matrix-${owner.run}-${cellIndex + 1}-${attempt}`;
  const made: MadeContainer[] = [];
  const ended: Promise<unknown>[] = [];
  let network: Promise<Network> | undefined;

  const networkId = async () => {
    if (!network) throw new EngineFailure('The sandbox was not opened', { transient: false });
    return (await network).id;
  };
  const make = async (role: Role, spec: Omit<ContainerSpec, 'name' | 'networkId' | 'labels'>) => {
    const container = await makeContainer(docker, {
      ...spec,
      name: `${name}-${role.replace('service/', '')}`,
      networkId: await networkId(),
      labels: labelsOf(owner, cell, role),
    });
    made.push(container);
    return container;
  };
  const start = async (container: MadeContainer, sink: OutputSink): Promise<StartedContainer> => {
    const started = await container.start(sink);
    started.exited.catch(() => undefined);
    ended.push(started.exited);
    return started;
  };

  return {
    async open() {
      network = networks.create({ name, internet: options.internet, labels: labelsOf(owner, cell, 'network') });
      await network;
    },

    async startService(service, plan, { imageId, onOutput }) {
      const container = await make(`service/${service}`, {
        imageId,
        aliases: [service],
        env: plan.env,
        command: plan.command ? { given: plan.command } : undefined,
        tmpfs: plan.tmpfs,
        limits: plan.limits,
      });
      await copyFiles(docker, container.id, service, plan);
      const probes = plan.ready.anyOf.map((probe) =>
        probe.kind === 'log' ? { kind: 'log' as const, log: createLogProbe(probe.patterns) } : probe,
      );
      const started = await start(container, (bytes) => {
        for (const probe of probes) if ('log' in probe) probe.log.push(bytes);
        return onOutput(bytes);
      });
      const ready = async (signal: AbortSignal) => {
        const settled = new AbortController();
        const looking = AbortSignal.any([signal, settled.signal]);
        const target: ProbedContainer = {
          docker,
          container: started.container,
          imageId,
          address: options.local ? await addressOf(started.container) : undefined,
        };
        try {
          await Promise.race(
            probes.map((probe) =>
              'log' in probe ? unlessOver(probe.log.satisfied, looking) : poll(probe, target, looking),
            ),
          );
        } finally {
          settled.abort();
        }
      };
      return { ready, exited: started.exited } satisfies RunningService;
    },

    async startTest(plan, { imageId, secrets, onOutput }) {
      const container = await make('test', {
        imageId,
        aliases: [],
        env: { ...plan.env, ...secrets },
        command: { replaces: plan.command },
        tmpfs: [],
        limits: plan.limits,
      });
      return start(container, onOutput);
    },

    async close() {
      const left: LeftOver[] = [];
      const release = async (resource: string, work: Promise<void>) => {
        try {
          await beforeDeadline(work);
        } catch (error) {
          left.push({
            resource,
            problem: { message: error instanceof Error ? error.message : String(error), detail: [] },
          });
        }
      };
      await Promise.all(made.map(({ id }) => release(`container ${id.slice(0, 12)}`, removeContainer(docker, id))));
      // The streams end with their containers; until then bytes may still be on their way to the record.
      await beforeDeadline(Promise.allSettled(ended)).catch(() => undefined);
      const opened = await network?.catch(() => undefined);
      if (opened) await release(`network ${name}`, opened.remove());
      return left;
    },
  };
}

async function beforeDeadline<T>(work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`the engine did not do it within ${closeDeadlineMs / 1000} s`)),
    closeDeadlineMs,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function unlessOver(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  const over = Promise.withResolvers<void>();
  if (signal.aborted) over.resolve();
  signal.addEventListener('abort', () => over.resolve(), { once: true });
  return Promise.race([promise, over.promise]);
}

/** The address on its one network. A container that has ended already has none. */
async function addressOf(container: StartedContainer['container']): Promise<string | undefined> {
  const facts = await container.inspect().catch(() => undefined);
  return Object.values(facts?.NetworkSettings.Networks ?? {})[0]?.IPAddress || undefined;
}

/** Puts the files into the container over the API, so that an engine on another machine gets them too. */
async function copyFiles(docker: Docker, id: string, service: ServiceName, plan: ServicePlan): Promise<void> {
  if (plan.files.length === 0) return;
  const tar = pack();
  for (const { from, to } of plan.files) tar.entry({ name: to.replace(/^\/+/, ''), mode: 0o644 }, await readFile(from));
  tar.finalize();
  const archive = tar as unknown as NodeJS.ReadableStream;
  await doing(
    `Cannot copy the files of the service ${service}`,
    docker.getContainer(id).putArchive(archive, { path: '/' }),
  );
}
