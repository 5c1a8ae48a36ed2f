// What a registry has under a name now, asked by the engine: with its mirrors, its certificates and our credentials.
// Podman asks for nobody else; there it is asked from here.

import { createHash } from 'node:crypto';
import type Docker from 'dockerode';
import { MatrixError } from '../errors.ts';
import { EngineFailure } from '../run/engine.ts';
import { credentialsFor } from './credentials.ts';
import { pullFailure } from './pull-failure.ts';
import { registriesOf, repositoryOf } from './registries.ts';
import { askerOf, type Registry, refusal } from './registry-request.ts';
import { messageOf, statusOf } from './trouble.ts';

/**
 * The digest of the reference, of its index where it is for several platforms; undefined where the registry has no such
 * image. Rejects with EngineFailure where it cannot be asked.
 */
export async function registryDigest(docker: Docker, reference: string): Promise<string | undefined> {
  const what = `Cannot ask the registry for ${reference}`;
  try {
    const authconfig = await credentialsFor(reference);
    const { Descriptor: found } = await docker.getImage(reference).distribution(authconfig ? { authconfig } : {});
    return found.digest;
  } catch (error) {
    const message = messageOf(error);
    if (/manifest unknown|no such manifest|name unknown|not found: /i.test(message)) return undefined;
    if (statusOf(error) === 404 && /page not found|^not found$|not supported/i.test(message))
      return await digestAtRegistry(docker, what, reference);
    throw await pullFailure(docker, what, reference, error);
  }
}

async function digestAtRegistry(docker: Docker, what: string, reference: string): Promise<string | undefined> {
  const [, name = '', tag = 'latest', digest] = /^(.+?)(?::([^:/@]+))?(?:@(.+))?$/.exec(reference) ?? [];
  try {
    const { mirrors, registry } = await registriesOf(name, docker);
    for (const mirror of mirrors) {
      const found = await manifestDigest(mirror, name, digest ?? tag).catch(() => undefined);
      if (found !== undefined) return found;
    }
    return await manifestDigest(registry, name, digest ?? tag);
  } catch (error) {
    if (!(error instanceof MatrixError)) throw error;
    throw new EngineFailure(`${what}: ${error.message}`, { transient: false, cause: error });
  }
}

/** Of an index where there is one, as Docker's engine takes them. */
const manifests = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/** Undefined where the registry has no such image. Rejects with a MatrixError (`engine`) where it does not say. */
export async function manifestDigest(registry: Registry, name: string, version: string): Promise<string | undefined> {
  const url = new URL(`/v2/${repositoryOf(name)}/manifests/${version}`, registry.origin);
  const response = await askerOf(registry)(url, { accept: manifests.join() });
  if (response.status === 404) return undefined;
  if (!response.ok) throw refusal(url.host, response);
  const bytes = Buffer.from(await response.arrayBuffer());
  // By the specification it is the digest of what was sent, so that nobody need be believed.
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
