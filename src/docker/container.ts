// One container: made, listened to from its first byte, started, awaited. What it must not do is decided here.

import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import type { Limits } from '../model/plan.ts';
import type { Exit, OutputSink, Publish, Published, Terminal } from '../run/engine.ts';
import { EngineFailure } from '../run/engine.ts';
import type { Role } from './labels.ts';
import { wasOutOfMemory } from './out-of-memory.ts';
import { demultiplex } from './output.ts';
import { interactiveOptions, startAt } from './terminal.ts';
import { doing, engineFailure, messageOf, statusOf } from './trouble.ts';

/** Of a container that has no limit of its own: far above what suites need, and below what stops a machine. */
export const mostProcesses = 4_096;

export type ContainerSpec = {
  readonly name: string;
  readonly imageId: string;
  readonly networkId: string;
  /** Names by which the others on the network reach it. */
  readonly aliases: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** `replaces` what the image's ENTRYPOINT and CMD say, or is `given` to its ENTRYPOINT. */
  readonly command: { readonly replaces: readonly string[] } | { readonly given: readonly string[] } | undefined;
  readonly tmpfs: readonly string[];
  readonly limits: Limits;
  /** Somebody is going to type at it. */
  readonly terminal?: Terminal;
  readonly publish?: readonly Publish[];
};

export type MadeContainer = {
  readonly id: string;
  /** Starts it. Its output goes to the sink from the first byte on. */
  start(sink: OutputSink): Promise<StartedContainer>;
  /** Starts it at the terminal that it was made for. */
  startAt(terminal: Terminal): Promise<StartedContainer>;
  /** Stops listening and waiting; the container goes on without us. */
  letGo(): void;
};

/** Makes a container in a sandbox, which gives it its name, network and labels. */
export type Make = (role: Role, spec: Omit<ContainerSpec, 'name' | 'networkId' | 'labels'>) => Promise<MadeContainer>;

export type StartedContainer = {
  readonly container: Docker.Container;
  /** Resolves after its last byte of output was taken; rejects with EngineFailure when the engine loses it. */
  readonly exited: Promise<Exit>;
};

/**
 * Makes a container on a network of ours and nowhere else. Its exit is added to `exits` as soon as it is started.
 * Rejects with EngineFailure.
 */
export async function makeContainer(
  docker: Docker,
  spec: ContainerSpec,
  exits: Promise<unknown>[],
): Promise<MadeContainer> {
  const container = await doing(`Cannot make the container ${spec.name}`, docker.createContainer(optionsOf(spec)));
  const letGo = new AbortController();
  const started = (drained: Promise<void>): StartedContainer => {
    const exited = awaitExit(docker, container, spec.name, drained, letGo.signal);
    // Whoever waits for it is told; where nobody does any more, its failing is no news.
    exited.catch(() => undefined);
    exits.push(exited);
    return { container, exited };
  };
  return {
    id: container.id,
    letGo: () => letGo.abort(),
    async startAt(terminal) {
      const { drained } = await startAt(terminal, container, spec.name);
      return started(drained);
    },
    async start(sink) {
      // Podman takes the ports already when it is listened to.
      const output = await container
        .attach({ stream: true, stdout: true, stderr: true })
        .catch(refused(spec, 'Cannot listen to'));
      letGo.signal.addEventListener('abort', () => (output as Duplex).destroy(), { once: true });
      const drained = demultiplex(output as NodeJS.ReadableStream & AsyncIterable<Uint8Array>, sink).then(() =>
        sink(new Uint8Array()),
      );
      drained.catch(() => undefined);
      await container.start().catch(refused(spec, 'Cannot start'));
      return started(drained);
    },
  };
}

async function awaitExit(
  docker: Docker,
  container: Docker.Container,
  name: string,
  drained: Promise<void>,
  signal: AbortSignal,
): Promise<Exit> {
  try {
    await container.wait({ abortSignal: signal });
    await drained;
    // What `wait` says of a container that is removed meanwhile differs, and Podman calls it 0. Only the state is true.
    const info = await container.inspect();
    // Whoever removes it kills it first, and that is no exit of its own.
    if (goingStates.has(info.State.Status)) throw removedEarly(name);
    return { exitCode: info.State.ExitCode, outOfMemory: await wasOutOfMemory(docker, info) };
  } catch (error) {
    if (statusOf(error) === 404) throw removedEarly(name);
    throw engineFailure(`The engine lost the container ${name}`, error);
  }
}

function refused(spec: ContainerSpec, what: string): (error: unknown) => never {
  return (error) => {
    throw portInUse(spec, error) ?? engineFailure(`${what} the container ${spec.name}`, error);
  };
}

/** Docker says that it is allocated, and the kernel that the address is in use. */
function portInUse({ publish = [] }: ContainerSpec, error: unknown): EngineFailure | undefined {
  const message = messageOf(error);
  if (!/port is already allocated|address already in use/i.test(message)) return undefined;
  const taken = publish.find(({ at }) => at !== undefined && message.includes(`:${at}`));
  return (
    taken &&
    new EngineFailure(
      `The port ${taken.at} of this machine is in use: choose another, or --publish ${taken.port} for any that is free`,
      { transient: false, cause: error },
    )
  );
}

const goingStates = new Set(['removing', 'dead']);

function removedEarly(name: string): EngineFailure {
  return new EngineFailure(`The container ${name} was removed before its end`, { transient: false });
}

/** Where the ports that were asked for are reached. Rejects with EngineFailure. */
export async function publishedPorts(
  container: Docker.Container,
  publish: readonly Publish[],
): Promise<readonly Published[]> {
  if (publish.length === 0) return [];
  const { NetworkSettings: network } = await doing('Cannot ask where ports are published', container.inspect());
  return publish.flatMap(({ port }) =>
    (network.Ports[`${port}/tcp`] ?? [])
      .slice(0, 1)
      .map(({ HostIp: host, HostPort: at }) => ({ port, address: `${host}:${at}` })),
  );
}

/** Ends and removes a container with its anonymous volumes. One that is gone already is no trouble. */
export async function removeContainer(docker: Docker, nameOrId: string): Promise<void> {
  try {
    const container = docker.getContainer(nameOrId);
    // Podman would first ask it to end and wait for ten seconds. What does not run cannot be killed, and need not be.
    await container.kill().catch(() => undefined);
    await container.remove({ force: true, v: true });
  } catch (error) {
    // 409: the engine is removing it already.
    if (statusOf(error) === 404 || statusOf(error) === 409) return;
    throw engineFailure(`Cannot remove the container ${nameOrId}`, error);
  }
}

function optionsOf(spec: ContainerSpec): Docker.ContainerCreateOptions {
  const { command, limits, publish = [] } = spec;
  return {
    name: spec.name,
    Image: spec.imageId,
    Labels: { ...spec.labels },
    ...(spec.terminal ? interactiveOptions(spec.terminal) : {}),
    Env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
    ...(command === undefined
      ? {}
      : 'given' in command
        ? { Cmd: [...command.given] }
        : { Entrypoint: [...command.replaces], Cmd: [] }),
    HostConfig: {
      NetworkMode: spec.networkId,
      SecurityOpt: ['no-new-privileges'],
      Tmpfs: Object.fromEntries(spec.tmpfs.map(tmpfsOf)),
      // The record has the output; the engine's copy would fill its disk with what nobody reads.
      LogConfig: { Type: 'none', Config: {} },
      ...(limits.cpus === undefined ? {} : { NanoCpus: Math.round(limits.cpus * 1e9) }),
      // Swap on top would let a suite pass here that is killed elsewhere.
      ...(limits.memoryBytes === undefined ? {} : { Memory: limits.memoryBytes, MemorySwap: limits.memoryBytes }),
      PidsLimit: limits.pids ?? mostProcesses,
      PortBindings: Object.fromEntries(
        publish.map(({ port, at }) => [`${port}/tcp`, [{ HostIp: '127.0.0.1', HostPort: String(at ?? '') }]]),
      ),
    },
    ExposedPorts: Object.fromEntries(publish.map(({ port }) => [`${port}/tcp`, {}])),
    NetworkingConfig: { EndpointsConfig: { [spec.networkId]: { Aliases: [...spec.aliases] } } },
  };
}

/** `/path` or `/path:options`. */
function tmpfsOf(text: string): [path: string, options: string] {
  const [path = text, options = ''] = text.split(':', 2);
  return [path, options];
}
