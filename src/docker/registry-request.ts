// A GET of a registry's API (https://distribution.github.io/distribution/spec/api/), with the token that it asks for.

import { MatrixError } from '../errors.ts';

export type Registry = {
  /** `https://registry-1.docker.io`. */
  readonly origin: string;
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
};

/** A registry that does not answer for so long is told. */
const patienceMs = 30_000;

export type Ask = (url: URL, headers?: Readonly<Record<string, string>>) => Promise<Response>;

/**
 * What asks the registry, and once more with what the answer demands, which serves for what is asked later too. It rejects
 * with a MatrixError (`engine`) where the registry cannot be reached.
 */
export function askerOf(registry: Registry): Ask {
  let authorization: string | undefined;
  return async (url, headers) => {
    const first = await get(url, authorization, headers);
    if (first.status !== 401) return first;
    authorization = await answerTo(first.headers.get('www-authenticate') ?? '', registry);
    if (authorization === undefined) return first;
    await first.body?.cancel();
    return get(url, authorization, headers);
  };
}

/** The header that answers a challenge; undefined where nothing is known that would. */
async function answerTo(challenge: string, { credentials }: Registry): Promise<string | undefined> {
  const basic = credentials && `Basic ${btoa(`${credentials.username}:${credentials.password}`)}`;
  if (/^basic\b/i.test(challenge)) return basic;
  if (!/^bearer\b/i.test(challenge)) return undefined;
  const parameters = new Map(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
  );
  const realm = parameters.get('realm');
  if (realm === undefined || !URL.canParse(realm)) return undefined;
  const url = new URL(realm);
  for (const key of ['service', 'scope']) {
    const value = parameters.get(key);
    if (value !== undefined) url.searchParams.set(key, value);
  }
  // A password does not travel in the clear.
  const isSafe = url.protocol === 'https:' || isLoopback(url.hostname);
  const response = await get(url, isSafe ? basic : undefined);
  if (!response.ok) throw refusal(url.host, response);
  const body: unknown = await response.json().catch(() => undefined);
  const token = textIn(body, 'token') ?? textIn(body, 'access_token');
  return token === undefined ? undefined : `Bearer ${token}`;
}

/** What an answer that is none means, in a sentence. */
export function refusal(host: string, { status, headers }: Response): MatrixError {
  if (status === 429) {
    const after = headers.get('retry-after');
    const wait = after !== null && /^\d+$/.test(after) ? ` for ${after} s` : '';
    return new MatrixError(
      'engine',
      `The registry ${host} has had too many requests and answers no more${wait} (429)`,
      {
        hint: 'wait, or log in with docker login, or name the values with --values',
      },
    );
  }
  if (status === 401 || status === 403)
    return new MatrixError('engine', `The registry ${host} wants a login (${status})`, {
      hint: `docker login ${host}, or name the values with --values`,
    });
  return new MatrixError('engine', `The registry ${host} answered ${status}`, {
    hint: 'name the values with --values',
  });
}

export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

async function get(
  url: URL,
  authorization: string | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  try {
    return await fetch(url, {
      headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
      signal: AbortSignal.timeout(patienceMs),
    });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new MatrixError('engine', `The registry ${url.host} cannot be reached (${why})`, {
      hint: 'name the values with --values',
      cause: error,
    });
  }
}

function textIn(value: unknown, key: string): string | undefined {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof found === 'string' ? found : undefined;
}
