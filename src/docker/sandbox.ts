// The isolated place of one attempt: a network and the containers on it, and how all of it goes away again.

import type Docker from 'dockerode';
import type { ServiceName, TestPlan } from '../model/plan.ts';
import { type Engine, EngineFailure, type LeftOver, type Sandbox } from '../run/engine.ts';
import { collectFiles } from './collect.ts';
import { type MadeContainer, type Make, makeContainer, publishedPorts, removeContainer } from './container.ts';
import { cellLabel, holdsLabel, labelsOf, roleLabel } from './labels.ts';
import { removeVolume } from './leftovers.ts';
import { type PutSource, putSource } from './mounted-source.ts';
import { type Networks, removeNetwork } from './network.ts';
import { persistently } from './persistently.ts';
import { startService } from './service.ts';
import { execAt } from './terminal.ts';
import { doing, isUnanswered } from './trouble.ts';

export type SandboxOptions = Parameters<Engine['sandbox']>[0] & { readonly local: boolean };

/** Clean-up has its own time, whatever ended the run. */
const closeDeadlineMs = 30_000;

/** The more comfortable one where there is a choice. */
const shell = ['sh', '-c', 'if command -v bash > /dev/null; then exec bash; else exec sh; fi'];

/** A sandbox in which nothing stands yet. */
export function createSandbox(docker: Docker, networks: Networks, options: SandboxOptions): Sandbox {
  const { owner, cell, cellIndex, attempt, joins } = options;
  const name = `matrix-${owner.run}-${cellIndex + 1}-${attempt}`;
  // Names are noted before the engine is asked: where its answer is lost, the thing may be there all the same.
  const containers: string[] = [];
  const unanswered = new Set<string>();
  const made: MadeContainer[] = [];
  const underWay = new Set<Promise<unknown>>();
  const exits: Promise<unknown>[] = [];
  const hold = `${name}-held`;
  let networkId: string | undefined;
  let opened = false;
  let closing = false;

  /** Closing waits for what is under way, and nothing new is begun after it. */
  const tracked = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closing) throw new EngineFailure('The sandbox is being closed', { transient: false });
    const working = work();
    underWay.add(working);
    return working.finally(() => underWay.delete(working));
  };

  const unlessUnanswered = async <T>(thing: string, making: Promise<T>): Promise<T> => {
    try {
      return await making;
    } catch (error) {
      if (isUnanswered(error)) unanswered.add(thing);
      throw error;
    }
  };

  const make: Make = async (role, spec) => {
    if (networkId === undefined) throw new Error('a sandbox is opened before anything is started in it');
    // A service may be called as the suite is, but none has a `_` in its name.
    const container = `${name}-${role === 'service/test' ? 'service_test' : role.replace('service/', '')}`;
    containers.push(container);
    const labels = labelsOf(owner, cell, role);
    const one = await unlessUnanswered(
      container,
      makeContainer(docker, { ...spec, name: container, networkId, labels }, exits),
    );
    made.push(one);
    return one;
  };

  const letGo = () => {
    for (const container of made) container.letGo();
  };
  const withSource = async ({ source }: TestPlan, { id }: MadeContainer): Promise<PutSource | undefined> =>
    source && putSource(docker, id, source);
  const followed = (source: PutSource | undefined) => source && { updateSource: () => tracked(source.update) };

  /** By its labels: of a cell that was kept, another process has made it. */
  const serviceContainer = async (service: ServiceName) => {
    const label = [`${cellLabel}=${cell}`, `${roleLabel}=service/${service}`];
    const listed = await doing(
      `Cannot look for the service ${service}`,
      docker.listContainers({ all: true, filters: { label, network: [networkId ?? name] } }),
    );
    const [found] = listed;
    if (!found) throw new EngineFailure(`The service ${service} does not stand any more`, { transient: false });
    return docker.getContainer(found.Id);
  };

  return {
    open: () =>
      tracked(async () => {
        if (joins !== undefined) {
          networkId = joins.networkId;
          // Without the mark it is entered as well, and somebody may end it meanwhile.
          const labels = { ...labelsOf(owner, cell, 'held'), [holdsLabel]: joins.run };
          await docker.createVolume({ Name: hold, Labels: labels }).catch(() => undefined);
          return;
        }
        await networks.survey();
        opened = true;
        const labels = labelsOf(owner, cell, 'network');
        networkId = await unlessUnanswered(name, networks.create({ name, internet: options.internet, labels }));
      }),

    startService: (service, plan, start) =>
      // Without a way out there is none in: only inside of the container can be looked.
      tracked(() => startService(docker, make, { service, plan, local: options.local && options.internet, ...start })),

    startTest: (plan, { imageId, secrets, onOutput }) =>
      tracked(async () => {
        const container = await make('test', {
          imageId,
          aliases: [],
          env: { ...plan.env, ...secrets },
          command: { replaces: plan.command },
          tmpfs: [],
          limits: plan.limits,
        });
        await withSource(plan, container);
        const started = await container.start(onOutput);
        return {
          exited: started.exited,
          collect: (patterns, sink) => tracked(() => collectFiles(started.container, patterns, sink)),
        };
      }),

    startShell: (plan, { imageId, secrets, terminal, command = shell }) =>
      tracked(async () => {
        const container = await make('test', {
          imageId,
          aliases: [],
          env: { ...plan.env, ...secrets, ...(terminal.isTty ? { TERM: 'xterm-256color' } : {}) },
          command: { replaces: command },
          tmpfs: [],
          limits: plan.limits,
          terminal,
        });
        const source = await withSource(plan, container);
        const { exited } = await container.startAt(terminal);
        return { exited, ...followed(source) };
      }),

    startApp: (plan, { imageId, secrets, onOutput, command, publish }) =>
      tracked(async () => {
        const container = await make('test', {
          imageId,
          aliases: ['test'],
          env: { ...plan.env, ...secrets },
          command: command && { replaces: command },
          tmpfs: [],
          limits: plan.limits,
          publish,
        });
        const source = await withSource(plan, container);
        const started = await container.start(onOutput);
        return {
          exited: started.exited,
          ...followed(source),
          published: await publishedPorts(started.container, publish),
        };
      }),

    enterService: (service, { command, terminal }) =>
      tracked(async () => {
        const container = await serviceContainer(service);
        const { exitCode } = await execAt(terminal, container, command, service);
        return { exited: exitCode.then((code) => ({ exitCode: code, outOfMemory: false })) };
      }),

    async keep() {
      closing = true;
      await Promise.allSettled(underWay);
      // Without the mark it stands as well, until the next run takes it for something that was left behind.
      const mark = { Name: `${name}-kept`, Labels: labelsOf(owner, cell, 'kept') };
      await docker.createVolume(mark).catch(() => undefined);
      letGo();
      await Promise.allSettled(exits);
    },

    async close() {
      closing = true;
      const left: LeftOver[] = [];
      const removal = (thing: string, remove: () => Promise<void>) =>
        persistently(remove, { mayAppear: unanswered.has(thing) });
      const release = async (resource: string, work: () => Promise<unknown>) => {
        try {
          await beforeDeadline(work());
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          left.push({ resource, problem: { message, detail: [] } });
          return false;
        }
        return true;
      };
      await release('what was being made', () => Promise.allSettled(underWay));
      const removed = await Promise.all(
        containers
          .toReversed()
          .map((container) =>
            release(`container ${container}`, () => removal(container, () => removeContainer(docker, container))),
          ),
      );
      // Whoever still listens to one that stays would keep the process from its end.
      if (removed.includes(false)) letGo();
      // The streams end with their containers; until then bytes may still be on their way to the record.
      if (!(await release('output of containers', () => Promise.allSettled(exits)))) letGo();
      if (joins !== undefined) await release(`volume ${hold}`, () => removal(hold, () => removeVolume(docker, hold)));
      if (opened) await release(`network ${name}`, () => removal(name, () => removeNetwork(docker, networkId ?? name)));
      return left;
    },
  };
}

async function beforeDeadline<T>(work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const seconds = closeDeadlineMs / 1000;
  const timer = setTimeout(() => late.reject(new Error(`not done by the engine within ${seconds} s`)), closeDeadlineMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
