// Registry credentials as the docker client keeps them: auths, credential stores and helpers, read by testcontainers.

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export type Credentials = { readonly username: string; readonly password: string; readonly serveraddress: string };

const hub = 'https://index.docker.io/v1/';

/** What to log in to the reference's registry with, or undefined where nothing is known of it. */
export async function credentialsFor(reference: string): Promise<Credentials | undefined> {
  if (!isConfigured()) return undefined;
  // The one file, not the whole library: that would cost 0.4 s of every pull.
  const { getAuthConfig } = await import('testcontainers/build/container-runtime/auth/get-auth-config.js');
  const registry = registryOf(reference);
  const found = await getAuthConfig(registry === 'docker.io' ? hub : registry);
  if (!found || !('username' in found)) return undefined;
  return { username: found.username, password: found.password, serveraddress: found.registryAddress };
}

function isConfigured(): boolean {
  const folder = process.env.DOCKER_CONFIG ?? join(homedir(), '.docker');
  return process.env.DOCKER_AUTH_CONFIG !== undefined || existsSync(join(folder, 'config.json'));
}

/** The host part of an image reference: `docker.io` where there is none. */
export function registryOf(reference: string): string {
  const [first = '', ...rest] = reference.split('/');
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : 'docker.io';
}
