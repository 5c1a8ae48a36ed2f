// How an engine is reached, as plain data: what connects to it, and what another process can be told.

import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { noEngine } from './engine-address.ts';
import { messageOf } from './trouble.ts';

export type Endpoint =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls?: Certificates }
  | { readonly kind: 'ssh'; readonly url: string };

export type Certificates = { readonly ca: string; readonly cert: string; readonly key: string };

type Env = Readonly<Record<string, string | undefined>>;

/** What an address means. Throws a MatrixError (`engine`) where it is none, or its certificates cannot be read. */
export async function endpointOf(address: string, env: Env): Promise<Endpoint> {
  if (address.startsWith('unix://')) return { kind: 'socket', path: address.slice('unix://'.length) };
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw noEngine(`"${address}" is no address of an engine: expected unix://…, tcp://HOST:PORT or ssh://HOST`);
  }
  if (url.protocol === 'ssh:') return { kind: 'ssh', url: address };
  const tls = env.DOCKER_TLS_VERIFY ? await readCertificates(env) : undefined;
  return { kind: 'tcp', host: url.hostname, port: Number(url.port || (tls ? 2376 : 2375)), ...(tls && { tls }) };
}

async function readCertificates(env: Env): Promise<Certificates> {
  const folder = env.DOCKER_CERT_PATH ?? join(homedir(), '.docker');
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  try {
    const [ca, cert, key] = await Promise.all([read('ca.pem'), read('cert.pem'), read('key.pem')]);
    return { ca, cert, key };
  } catch (error) {
    throw noEngine(`DOCKER_TLS_VERIFY is set, but the certificates cannot be read (${messageOf(error)})`);
  }
}
