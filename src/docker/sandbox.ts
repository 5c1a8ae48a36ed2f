// The isolated place of one attempt: a network and the containers on it.

import type Docker from 'dockerode';
import type { ServiceName, TestPlan } from '../model/plan.ts';
import { type Engine, EngineFailure, type Sandbox } from '../run/engine.ts';
import { collectFiles } from './collect.ts';
import { type ContainerSpec, type MadeContainer, type Make, makeContainer, publishedPorts } from './container.ts';
import { cellLabel, holdsLabel, labelsOf, roleLabel } from './labels.ts';
import { type PutSource, putSource } from './mounted-source.ts';
import type { Networks } from './network.ts';
import { createSandboxContents } from './sandbox-contents.ts';
import { startService } from './service.ts';
import { execAt } from './terminal.ts';
import { doing } from './trouble.ts';

export type SandboxOptions = Parameters<Engine['sandbox']>[0] & { readonly local: boolean };

/** The more comfortable one where there is a choice. */
const shell = ['sh', '-c', 'if command -v bash > /dev/null; then exec bash; else exec sh; fi'];

/** A sandbox in which nothing stands yet. */
export function createSandbox(docker: Docker, networks: Networks, options: SandboxOptions): Sandbox {
  const { owner, cell, cellIndex, attempt, joins } = options;
  const name = `matrix-${owner.run}-${cellIndex + 1}-${attempt}`;
  const contents = createSandboxContents(docker);
  const { tracked } = contents;
  let networkId = joins?.networkId;

  const make: Make = (role, spec) => {
    if (networkId === undefined) throw new Error('a sandbox is opened before anything is started in it');
    // A service may be called as the suite is, but none has a `_` in its name.
    const container = `${name}-${role === 'service/test' ? 'service_test' : role.replace('service/', '')}`;
    const whole = { ...spec, name: container, networkId, labels: labelsOf(owner, cell, role) };
    return contents.container(container, (exits) => makeContainer(docker, whole, exits));
  };

  /** The container of the suite, or of what is started in its place with what the suite would have. */
  const makeTest = async (
    plan: TestPlan,
    { imageId, secrets }: { readonly imageId: string; readonly secrets: Readonly<Record<string, string>> },
    spec: Pick<ContainerSpec, 'command'> & Partial<ContainerSpec>,
  ) => {
    const env = { ...plan.env, ...secrets, ...spec.env };
    const container = await make('test', { aliases: [], tmpfs: [], limits: plan.limits, ...spec, imageId, env });
    return { container, source: await withSource(docker, plan, container) };
  };

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
          // Without the mark it is entered as well, and somebody may end it meanwhile.
          const labels = { ...labelsOf(owner, cell, 'held'), [holdsLabel]: joins.run };
          await contents.mark({ Name: `${name}-held`, Labels: labels });
          return;
        }
        await networks.survey();
        const labels = labelsOf(owner, cell, 'network');
        networkId = await contents.network(name, () => networks.create({ name, internet: options.internet, labels }));
      }),

    startService: (service, plan, start) =>
      // Without a way out there is none in: only inside of the container can be looked.
      tracked(() => startService(docker, make, { service, plan, local: options.local && options.internet, ...start })),

    startTest: (plan, start) =>
      tracked(async () => {
        const { container } = await makeTest(plan, start, { command: { replaces: plan.command } });
        const started = await container.start(start.onOutput);
        return {
          exited: started.exited,
          collect: (patterns, sink) => tracked(() => collectFiles(started.container, patterns, sink)),
        };
      }),

    startShell: (plan, { terminal, command = shell, ...start }) =>
      tracked(async () => {
        const env = terminal.isTty ? { TERM: 'xterm-256color' } : {};
        const { container, source } = await makeTest(plan, start, { command: { replaces: command }, env, terminal });
        const { exited } = await container.startAt(terminal);
        return { exited, ...followed(source) };
      }),

    startApp: (plan, { onOutput, command, publish, ...start }) =>
      tracked(async () => {
        const replaced = command && { replaces: command };
        const { container, source } = await makeTest(plan, start, { command: replaced, aliases: ['test'], publish });
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

    keep() {
      // Without the mark it stands as well, until the next run takes it for something that was left behind.
      const mark = { Name: `${name}-kept`, Labels: labelsOf(owner, cell, 'kept') };
      return contents.letStand(() => docker.createVolume(mark).catch(() => undefined));
    },

    close: () => contents.remove(),
  };
}

async function withSource(docker: Docker, { source }: TestPlan, { id }: MadeContainer): Promise<PutSource | undefined> {
  return source && putSource(docker, id, source);
}
