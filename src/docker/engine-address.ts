// Where the engine is said to be, without asking it.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { MatrixError } from '../errors.ts';

export const usualSocket = 'unix:///var/run/docker.sock';

type Env = Readonly<Record<string, string | undefined>>;

/** What DOCKER_HOST names, else the Docker context that is in use; undefined where nothing is named. */
export async function namedAddress(env: Env): Promise<string | undefined> {
  return env.DOCKER_HOST || contextAddress(env);
}

/** No engine can be had: the sentence says who was asked. */
export function noEngine(message: string): MatrixError {
  return new MatrixError('engine', message, {
    hint: 'start Docker or Podman, or set DOCKER_HOST to where one listens',
  });
}

/** The address of the Docker context that is in use, where it is not the default one. */
async function contextAddress(env: Env): Promise<string | undefined> {
  const folder = env.DOCKER_CONFIG ?? join(homedir(), '.docker');
  const name = env.DOCKER_CONTEXT ?? readString(await readJson(join(folder, 'config.json')), ['currentContext']);
  if (!name || name === 'default') return undefined;
  const digest = createHash('sha256').update(name).digest('hex');
  const meta = await readJson(join(folder, 'contexts', 'meta', digest, 'meta.json'));
  const address = readString(meta, ['Endpoints', 'docker', 'Host']);
  if (address) return address;
  throw noEngine(`The Docker context "${name}" is in use, but ${folder} does not say where it listens`);
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The text at a path of what was read; undefined where there is none. */
export function readString(value: unknown, path: readonly string[]): string | undefined {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<string, unknown>)[key];
  }
  return typeof here === 'string' ? here : undefined;
}
