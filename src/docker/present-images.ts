// Which images the engine has, asked with nothing but a request: a plan must not wait for the engine's library to load.

import { type RequestOptions, request } from 'node:http';
import { namedAddress, usualSocket } from './engine-address.ts';

/** An engine on this machine answers within some milliseconds; a plan does not wait for one that does not. */
const patienceMs = 500;

/**
 * References of the images that the engine has, as `docker images` calls them; undefined where no engine can be asked
 * so simply (none answers, it is behind ssh or TLS).
 */
export async function presentImages(
  env: Readonly<Record<string, string | undefined>>,
): Promise<ReadonlySet<string> | undefined> {
  const target = env.DOCKER_TLS_VERIFY ? undefined : targetOf(await namedAddress(env).catch(() => ''));
  if (!target) return undefined;
  const body = await get({ ...target, path: '/images/json' }).catch(() => undefined);
  return Array.isArray(body) ? new Set(referencesIn(body)) : undefined;
}

/** How the engine calls what people write: `docker.io/library/postgres` is `postgres:latest`. */
export function familiarReference(written: string): string {
  const short = written.replace(/^(?:(?:index\.)?docker\.io\/)?(?:library\/)?/, '');
  return /[:@][^/]*$/.test(short) ? short : `${short}:latest`;
}

function targetOf(named: string | undefined): RequestOptions | undefined {
  const address = named ?? usualSocket;
  if (address.startsWith('unix://')) return { socketPath: address.slice('unix://'.length) };
  const [, host, port = '2375'] = /^(?:tcp|http):\/\/([^/:]+)(?::(\d+))?\/?$/.exec(address) ?? [];
  return host === undefined ? undefined : { host, port };
}

function get(options: RequestOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asked = request({ ...options, signal: AbortSignal.timeout(patienceMs) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('error', reject);
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        try {
          resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
        } catch (error) {
          reject(error);
        }
      });
    });
    asked.on('error', reject);
    asked.end();
  });
}

function* referencesIn(images: readonly unknown[]): Generator<string> {
  for (const image of images) {
    for (const key of ['RepoTags', 'RepoDigests']) {
      const references: unknown = typeof image === 'object' && image !== null ? Reflect.get(image, key) : undefined;
      for (const reference of Array.isArray(references) ? (references as unknown[]) : [])
        if (typeof reference === 'string') yield familiarReference(reference);
    }
  }
}
