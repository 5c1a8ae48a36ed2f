// Docker's config.json may leave passwords to programs (docker-credential-…). One that is missing stops every pull.

import { access, constants, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { readString } from './engine-address.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The program that keeps a registry's password, where it is named and not on the PATH; else undefined. */
export async function missingHelper(host: string, env: Env): Promise<string | undefined> {
  if (env.DOCKER_AUTH_CONFIG !== undefined) return undefined;
  const name = helperOf(await readConfig(env), host);
  if (name === undefined) return undefined;
  const program = `docker-credential-${name}`;
  const found = await Promise.all((env.PATH ?? '').split(delimiter).map((folder) => isProgram(join(folder, program))));
  return found.includes(true) ? undefined : program;
}

/** The helper of a registry by name: its own, else the one for all. */
export function helperOf(config: unknown, host: string): string | undefined {
  const names = host === 'docker.io' ? ['https://index.docker.io/v1/', 'index.docker.io', 'docker.io'] : [host];
  const own = names.map((name) => readString(config, ['credHelpers', name])).find((helper) => helper);
  return own ?? (readString(config, ['credsStore']) || undefined);
}

async function readConfig(env: Env): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(env.DOCKER_CONFIG ?? join(homedir(), '.docker'), 'config.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
