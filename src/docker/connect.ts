// Finds the engine: what the environment names, else the current Docker context, else the usual socket, else whatever
// testcontainers finds (Docker Desktop, rootless, Podman). See docs/decisions/0003-finding-the-engine.md.

import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { namedAddress, noEngine, readString, usualSocket } from './engine-address.ts';
import { sshAgent } from './ssh-agent.ts';
import { messageOf } from './trouble.ts';
import { withWholeAnswers } from './whole-answers.ts';

export type Connection = {
  readonly docker: Docker;
  /** `unix:///var/run/docker.sock`, `tcp://…`, `ssh://…`. */
  readonly address: string;
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
    await docker.ping();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

async function open(address: string, env: Readonly<Record<string, string | undefined>>): Promise<Connection> {
  if (address.startsWith('unix://')) {
    const docker = withWholeAnswers(new Docker({ socketPath: address.slice('unix://'.length) }));
    return { docker, address, local: true };
  }
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw noEngine(`"${address}" is no address of an engine: expected unix://…, tcp://HOST:PORT or ssh://HOST`);
  }
  if (url.protocol === 'ssh:') {
    // The modem resolves paths against a host; the agent's pipe decides where they really go.
    const options = { host: 'engine.invalid', port: 80, protocol: 'http' as const, agent: sshAgent(url) };
    return { docker: withWholeAnswers(new Docker(options)), address, local: false };
  }
  const certificates = env.DOCKER_TLS_VERIFY ? await readCertificates(env) : undefined;
  const docker = new Docker({
    host: url.hostname,
    port: Number(url.port || (certificates ? 2376 : 2375)),
    protocol: certificates ? 'https' : 'http',
    ...certificates,
  });
  return { docker: withWholeAnswers(docker), address, local: false };
}

async function readCertificates(env: Readonly<Record<string, string | undefined>>) {
  const folder = env.DOCKER_CERT_PATH ?? join(homedir(), '.docker');
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  try {
    const [ca, cert, key] = await Promise.all([read('ca.pem'), read('cert.pem'), read('key.pem')]);
    return { ca, cert, key };
  } catch (error) {
    throw noEngine(`DOCKER_TLS_VERIFY is set, but the certificates cannot be read (${messageOf(error)})`);
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
    return { docker, address: socket ? `unix://${socket}` : `tcp://${host}`, local: socket !== undefined };
  } catch {
    // It tells nothing but that it found none; the caller says who was asked.
    return undefined;
  }
}
