// Where an image comes from, as the engine would ask: its registry, and before it the mirrors that the engine is told of.

import type Docker from 'dockerode';
import { credentialsFor, registryOf } from './credentials.ts';
import { isLoopback, type Registry } from './registry-request.ts';

export type Registries = {
  /** In this order; what they lack may still be in the registry. */
  readonly mirrors: readonly Registry[];
  readonly registry: Registry;
};

/** `node` is `library/node` of Docker Hub. */
export function repositoryOf(image: string): string {
  const registry = registryOf(image);
  const name = image.startsWith(`${registry}/`)
    ? image.slice(registry.length + 1)
    : image.replace(/^index\.docker\.io\//, '');
  return isHub(registry) && !name.includes('/') ? `library/${name}` : name;
}

function isHub(registry: string): boolean {
  return registry === 'docker.io' || registry === 'index.docker.io';
}

/** Where the engine gets an image from, and as whom. Rejects with what the engine answers. */
export async function registriesOf(image: string, docker: Docker): Promise<Registries> {
  const info: unknown = await docker.info();
  const mirrors = mirrorsFor(image, info).map((mirror) => ({ origin: new URL(mirror).origin, credentials: undefined }));
  return { mirrors, registry: { origin: originOf(image, info), credentials: await credentialsFor(image) } };
}

function mirrorsFor(image: string, info: unknown): readonly string[] {
  if (!isHub(registryOf(image))) return [];
  const hub = at(info, ['RegistryConfig', 'IndexConfigs', 'docker.io', 'Mirrors']);
  const mirrors = Array.isArray(hub) && hub.length > 0 ? hub : at(info, ['RegistryConfig', 'Mirrors']);
  return (Array.isArray(mirrors) ? (mirrors as unknown[]) : []).filter(
    (mirror) => typeof mirror === 'string' && URL.canParse(mirror),
  ) as string[];
}

/** Where the registry of an image answers, as the engine would ask it. */
export function originOf(image: string, info: unknown): string {
  const registry = registryOf(image);
  if (isHub(registry)) return 'https://registry-1.docker.io';
  const isPlain = isLoopback(registry.replace(/:\d+$/, ''));
  const isSecure = at(info, ['RegistryConfig', 'IndexConfigs', registry, 'Secure']) !== false;
  return `${isPlain || !isSecure ? 'http' : 'https'}://${registry}`;
}

function at(value: unknown, path: readonly string[]): unknown {
  let here = value;
  for (const key of path) here = typeof here === 'object' && here !== null ? Reflect.get(here, key) : undefined;
  return here;
}
