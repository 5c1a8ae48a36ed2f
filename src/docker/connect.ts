// Finds the engine: what the environment names, else the current Docker context, else the usual socket, else whatever
// testcontainers finds (Docker Desktop, rootless, Podman). See docs/decisions/0002-engine-port-and-testcontainers.md.

import Docker from 'dockerode';
import { type Endpoint, endpointOf } from './endpoint.ts';
import { namedAddress, noEngine, readString, usualSocket } from './engine-address.ts';
import { askedAgain } from './persistently.ts';
import { sshAgent } from './ssh-agent.ts';
import { messageOf } from './trouble.ts';
import { withWholeAnswers } from './whole-answers.ts';

export type Connection = {
  readonly docker: Docker;
  /** `unix:///var/run/docker.sock`, `tcp://…`, `ssh://…`. */
  readonly address: string;
  readonly endpoint: Endpoint;
  /** The engine's containers may be reachable by address from here. Never relied on: only tried first. */
  readonly local: boolean;
};

/** Connects to the first engine that answers. Throws a MatrixError (`engine`) that says who was asked. */
export async function connect(env: Readonly<Record<string, string | undefined>>): Promise<Connection> {
  const named = await namedAddress(env);
  if (named) {
    const connection = await open(named, env);
    const trouble = await silence(connection.docker);
    if (trouble === undefined) return connection;
    throw noEngine(`The container engine at ${named} does not answer (${trouble})`);
  }
  const usual = await open(usualSocket, env);
  const trouble = await silence(usual.docker);
  if (trouble === undefined) return usual;
  const found = await discover();
  if (found) return found;
  throw noEngine(`No container engine answers at ${usualSocket} (${trouble})`);
}

/** Why the engine does not answer; undefined when it does. */
async function silence(docker: Docker): Promise<string | undefined> {
  try {
    await askedAgain(() => docker.ping());
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

async function open(address: string, env: Readonly<Record<string, string | undefined>>): Promise<Connection> {
  const endpoint = await endpointOf(address, env);
  return { docker: withWholeAnswers(dockerAt(endpoint)), address, endpoint, local: endpoint.kind === 'socket' };
}

function dockerAt(endpoint: Endpoint): Docker {
  switch (endpoint.kind) {
    case 'socket':
      return new Docker({ socketPath: endpoint.path });
    case 'tcp': {
      const { host, port, tls } = endpoint;
      return new Docker({ host, port, protocol: tls ? 'https' : 'http', ...tls });
    }
    case 'ssh': {
      // The modem resolves paths against a host; the agent's pipe decides where they really go.
      const agent = sshAgent(new URL(endpoint.url));
      const options = { host: 'engine.invalid', port: 80, protocol: 'http' as const, agent };
      return new Docker(options);
    }
  }
}

/** What testcontainers finds. Only the part that looks is loaded, and only here: it costs a small run half its start. */
async function discover(): Promise<Connection | undefined> {
  const { getContainerRuntimeClient } = await import('testcontainers/build/container-runtime/clients/client.js');
  try {
    const client = await getContainerRuntimeClient();
    const docker = withWholeAnswers(client.container.dockerode);
    const modem: unknown = docker.modem;
    const socket = readString(modem, ['socketPath']);
    const host = readString(modem, ['host']);
    const port = readString(modem, ['port']);
    const address = socket ? `unix://${socket}` : `tcp://${host}${port ? `:${port}` : ''}`;
    return { docker, address, endpoint: await endpointOf(address, {}), local: socket !== undefined };
  } catch {
    // It tells nothing but that it found none; the caller says who was asked.
    return undefined;
  }
}
