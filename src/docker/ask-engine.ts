// The engine, asked with nothing but a request, and over a connection of its own: for a watcher, which must be small and
// start at once, and for whoever wants to know whether the engine is there.

import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import type { Endpoint } from './endpoint.ts';
import { dialSsh } from './ssh-dial.ts';

export type Answer = { readonly status: number; readonly body: unknown };

/** Asks, and answers with the status and the JSON. Rejects where there is no answer. */
export type Ask = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) => Promise<Answer>;

/** Connects for each request anew, since the engine may be another one meanwhile. */
export function askEngine(endpoint: Endpoint, patienceMs: number): Ask {
  return async (method, path, body) => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const options: RequestOptions = {
      ...targetOf(endpoint),
      method,
      path,
      agent: false,
      headers: {
        host: 'engine.invalid',
        ...(text && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      },
      signal: AbortSignal.timeout(patienceMs),
    };
    const isSecure = endpoint.kind === 'tcp' && endpoint.tls !== undefined;
    // Loaded here, so that a watcher that only waits is a third smaller.
    const { request } = isSecure ? await import('node:https') : await import('node:http');
    return answerOf(request(options), text);
  };
}

function targetOf(endpoint: Endpoint): RequestOptions {
  switch (endpoint.kind) {
    case 'socket':
      return { socketPath: endpoint.path };
    case 'tcp':
      return { host: endpoint.host, port: endpoint.port, ...endpoint.tls };
    case 'ssh':
      return { createConnection: () => dialSsh(new URL(endpoint.url)) };
  }
}

async function answerOf(asked: ClientRequest, text: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  asked.on('response', resolve);
  asked.on('error', reject);
  asked.end(text);
  const response = await promise;
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, body: parsed(Buffer.concat(chunks).toString('utf8')) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
