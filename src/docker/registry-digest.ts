// What a registry has under a name now, asked by the engine: with its mirrors, its certificates and our credentials.

import type Docker from 'dockerode';
import { EngineFailure } from '../run/engine.ts';
import { credentialsFor } from './credentials.ts';
import { pullFailure } from './pull-failure.ts';
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
    if (statusOf(error) === 404 && /page not found|^not found$/i.test(message))
      throw new EngineFailure(`${what}: this engine (Podman, for example) does not ask registries for others`, {
        transient: false,
      });
    throw await pullFailure(docker, what, reference, error);
  }
}
