// Is a service ready? Each probe looks in its own way until it is satisfied or nobody waits any more.

import { connect as connectTcp } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { Probe } from '../model/plan.ts';
import { exposedPorts } from './find-image.ts';
import { engineFailure } from './trouble.ts';

export type ProbedContainer = {
  readonly docker: Docker;
  readonly container: Docker.Container;
  /** The image that it was made from; its own words about readiness are there. */
  readonly imageId: string;
  /** Its address, when it may be reachable from here. */
  readonly address: string | undefined;
};

type PollingProbe = Exclude<Probe, { kind: 'log' }>;

const everyMs = 50;
/** An exec costs the engine a process each time, so it is asked less often. */
const execEveryMs = 250;
const connectTimeoutMs = 1_000;
/** The tables of a kernel with thousands of connections fit; who prints more than that is read on, and not kept. */
const mostOutput = 1024 * 1024;

/** Resolves when the probe is satisfied, or when the signal aborts. Rejects with EngineFailure. */
export async function poll(probe: PollingProbe, target: ProbedContainer, signal: AbortSignal): Promise<void> {
  switch (probe.kind) {
    case 'tcp':
      return pollTcp(probe.port, target, signal);
    case 'http':
      return pollHttp(probe, target, signal);
    case 'command':
      return until(signal, execEveryMs, () => succeeds(target, probe.command, signal));
    case 'healthcheck':
      return until(signal, execEveryMs, () => isHealthy(target));
    case 'image-default':
      return pollImageDefault(target, signal);
  }
}

async function until(signal: AbortSignal, ms: number, satisfied: () => Promise<boolean>): Promise<void> {
  while (!signal.aborted) {
    if (await satisfied()) return;
    await delay(ms, undefined, { signal }).catch(() => undefined);
  }
}

async function pollImageDefault(target: ProbedContainer, signal: AbortSignal): Promise<void> {
  const image = await target.docker
    .getImage(target.imageId)
    .inspect()
    .catch((error: unknown) => {
      throw engineFailure('Cannot read what the image says of itself', error);
    });
  const health = image.Config.Healthcheck?.Test;
  if (health && health[0] !== 'NONE') return poll({ kind: 'healthcheck' }, target, signal);
  const [port] = exposedPorts(image.Config);
  if (port !== undefined) await pollTcp(port, target, signal);
}

/**
 * Connects from here where that is possible; where the engine is elsewhere, or keeps its networks to itself as Docker
 * Desktop does, asks the container's own kernel tables.
 */
async function pollTcp(port: number, target: ProbedContainer, signal: AbortSignal): Promise<void> {
  const { address } = target;
  let reachable = address !== undefined;
  while (reachable && address !== undefined && !signal.aborted) {
    const answer = await knock(address, port);
    if (answer === 'open') return;
    if (answer === 'unreachable') reachable = false;
    else await delay(everyMs, undefined, { signal }).catch(() => undefined);
  }
  await until(signal, execEveryMs, async () => {
    const tables = await outputOf(target, ['cat', '/proc/net/tcp', '/proc/net/tcp6'], signal);
    return isListening(tables.text, port);
  });
}

async function pollHttp(
  probe: Extract<Probe, { kind: 'http' }>,
  target: ProbedContainer,
  signal: AbortSignal,
): Promise<void> {
  await pollTcp(probe.port, target, signal);
  const path = probe.path.startsWith('/') ? probe.path : `/${probe.path}`;
  const isAsked = (status: number) => (probe.status === undefined ? status < 400 : status === probe.status);
  const { address } = target;
  if (address !== undefined && (await knock(address, probe.port)) === 'open') {
    return until(signal, everyMs, async () => {
      const asked = fetch(`http://${address}:${probe.port}${path}`, { signal, redirect: 'manual' });
      const status = await asked.then(
        (response) => response.body?.cancel().then(() => response.status) ?? response.status,
        () => undefined,
      );
      return status !== undefined && isAsked(status);
    });
  }
  const url = `http://127.0.0.1:${probe.port}${path}`;
  const ask = `curl -s -o /dev/null -w '%{http_code}' "$0" || wget -q -S -O /dev/null "$0" 2>&1`;
  await until(signal, execEveryMs, async () => {
    const { text } = await outputOf(target, ['sh', '-c', ask, url], signal);
    const status = /(?:HTTP\/\S+ )?\b([1-5]\d\d)\b/.exec(text)?.[1];
    return status !== undefined && isAsked(Number(status));
  });
}

function knock(host: string, port: number): Promise<'open' | 'closed' | 'unreachable'> {
  const { promise, resolve } = Promise.withResolvers<'open' | 'closed' | 'unreachable'>();
  const socket = connectTcp({ host, port, timeout: connectTimeoutMs });
  socket.once('connect', () => resolve('open'));
  socket.once('timeout', () => resolve('unreachable'));
  // Only who is there refuses; everything else says that the address means nothing from here.
  socket.once('error', (error: NodeJS.ErrnoException) =>
    resolve(error.code === 'ECONNREFUSED' ? 'closed' : 'unreachable'),
  );
  return promise.finally(() => socket.destroy());
}

/** Whether /proc/net/tcp or tcp6 shows a listener on the port that is not bound to loopback alone. */
export function isListening(tables: string, port: number): boolean {
  const listening = '0A';
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return tables.split('\n').some((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/);
    const [address = '', localPort] = local.split(':');
    return state === listening && localPort === hexPort && !isLoopback(address);
  });
}

function isLoopback(hexAddress: string): boolean {
  return /^......7F$/.test(hexAddress) || hexAddress === '00000000000000000000000001000000';
}

async function isHealthy({ container }: ProbedContainer): Promise<boolean> {
  // A container that is gone is told by its exit, not here.
  const facts = await container.inspect().catch(() => undefined);
  return facts?.State.Health?.Status === 'healthy';
}

async function succeeds(target: ProbedContainer, command: readonly string[], signal: AbortSignal): Promise<boolean> {
  return (await outputOf(target, command, signal)).exitCode === 0;
}

async function outputOf(
  { container }: ProbedContainer,
  command: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly exitCode: number | undefined; readonly text: string }> {
  try {
    const exec = await container.exec({
      Cmd: [...command],
      AttachStdout: true,
      AttachStderr: true,
      abortSignal: signal,
    });
    const stream = await exec.start({ hijack: true, stdin: false });
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of stream) {
      const { length } = chunk as Buffer;
      if (bytes + length <= mostOutput) chunks.push(Buffer.from(chunk));
      bytes += length;
    }
    const { ExitCode } = await exec.inspect();
    return { exitCode: ExitCode ?? undefined, text: Buffer.concat(chunks).toString('latin1') };
  } catch {
    // Not started yet, restarting, or gone: not ready is all that this says, and the exit is told elsewhere.
    return { exitCode: undefined, text: '' };
  }
}
