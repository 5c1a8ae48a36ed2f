// The tags that a registry has of an image, all pages of them.

import { MatrixError } from '../errors.ts';
import type { Connection } from './connect.ts';
import { registriesOf, repositoryOf } from './registries.ts';
import { askerOf, type Registry, refusal } from './registry-request.ts';

/** More than any image has, and an end of a registry that links pages in a ring. */
const mostPages = 1_000;

/**
 * The tags of an image that is written as in a matrix file: of the mirrors that the engine uses, the first that has it,
 * else of its registry. Rejects with a MatrixError: `usage` where there is no such image, else `engine`.
 */
export async function registryTags(image: string, { docker }: Pick<Connection, 'docker'>): Promise<readonly string[]> {
  const { mirrors, registry } = await registriesOf(image, docker);
  for (const mirror of mirrors) {
    // An engine goes on to the registry too where a mirror has not what it wants.
    const tags = await tagsAt(mirror, repositoryOf(image)).catch(() => undefined);
    if (tags && tags.length > 0) return tags;
  }
  return tagsAt(registry, repositoryOf(image));
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
