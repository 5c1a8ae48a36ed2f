// The tags that a registry has of an image, all pages of them.

import { MatrixError } from '../errors.ts';
import type { Connection } from './connect.ts';
import { credentialsFor, registryOf } from './credentials.ts';
import { askerOf, isLoopback, type Registry, refusal } from './registry-request.ts';

/** More than any image has, and an end of a registry that links pages in a ring. */
const mostPages = 1_000;

/**
 * The tags of an image that is written as in a matrix file: of the mirrors that the engine uses, the first that has it,
 * else of its registry. Rejects with a MatrixError: `usage` where there is no such image, else `engine`.
 */
export async function registryTags(image: string, { docker }: Pick<Connection, 'docker'>): Promise<readonly string[]> {
  const info: unknown = await docker.info();
  for (const mirror of mirrorsFor(image, info)) {
    const registry = { origin: new URL(mirror).origin, credentials: undefined };
    // An engine goes on to the registry too where a mirror has not what it wants.
    const tags = await tagsAt(registry, repositoryOf(image)).catch(() => undefined);
    if (tags && tags.length > 0) return tags;
  }
  return tagsAt({ origin: originOf(image, info), credentials: await credentialsFor(image) }, repositoryOf(image));
}

/** The tags of a repository at a registry. */
export async function tagsAt(registry: Registry, repository: string): Promise<readonly string[]> {
  const ask = askerOf(registry);
  const list = new URL(`/v2/${repository}/tags/list`, registry.origin);
  const tags: string[] = [];
  let response = await ask(new URL('?n=1000', list));
  // Some take no pages so long, and say so in this way.
  if (response.status === 400) response = await ask(list);
  for (let page = 1; ; page++) {
    if (response.status === 404)
      throw new MatrixError('usage', `The registry ${list.host} has no image "${repository}"`, {
        hint: '--tags takes an image as the matrix file would write it',
      });
    if (!response.ok) throw refusal(list.host, response);
    tags.push(...tagsIn(await response.json().catch(() => undefined), list));
    const next = nextPage(response, list);
    if (!next || page === mostPages) return tags;
    response = await ask(next);
  }
}

function tagsIn(body: unknown, url: URL): readonly string[] {
  const tags: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'tags') : undefined;
  // A repository whose tags were all deleted has null.
  if (tags === null) return [];
  if (Array.isArray(tags)) return tags.filter((tag) => typeof tag === 'string');
  throw new MatrixError('engine', `What answers at ${url.host} is no registry`, {
    hint: 'name the values with --values',
  });
}

/** `Link: </v2/library/node/tags/list?last=…>; rel="next"`, on the same registry and nowhere else. */
function nextPage({ headers }: Response, url: URL): URL | undefined {
  const [, target] = /<([^>]+)>\s*;\s*rel="?next"?/.exec(headers.get('link') ?? '') ?? [];
  if (target === undefined || !URL.canParse(target, url.href)) return undefined;
  const next = new URL(target, url);
  return next.origin === url.origin ? next : undefined;
}

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
