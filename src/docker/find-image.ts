import type Docker from 'dockerode';
import { familiarReference } from './present-images.ts';
import { engineFailure, statusOf } from './trouble.ts';

/**
 * `id`: the engine's content address; `digest`: what a registry calls the same, where it came from one; `exposes`: the
 * TCP ports that it says it listens on, in order.
 */
export type FoundImage = { readonly id: string; readonly digest?: string; readonly exposes: readonly number[] };

/** The image on the engine, or undefined when it is not there. Costs one look-up. */
export async function findImage(docker: Docker, reference: string): Promise<FoundImage | undefined> {
  try {
    const { Id: id, RepoDigests: digests, Config: config } = await docker.getImage(reference).inspect();
    const digest = digestOf(reference, digests ?? []);
    return { id, exposes: exposedPorts(config), ...(digest === undefined ? {} : { digest }) };
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw engineFailure(`Cannot look for the image ${reference}`, error);
  }
}

/** The TCP ports that an image says it listens on, in order. */
export function exposedPorts(config: Docker.ImageInspectInfo['Config']): readonly number[] {
  return Object.keys(config?.ExposedPorts ?? {})
    .filter((port) => port.endsWith('/tcp'))
    .map((port) => Number.parseInt(port, 10))
    .sort((a, b) => a - b);
}

/** Of `repository@sha256:…`, that of the repository which the reference names: an image may have come from several. */
export function digestOf(reference: string, digests: readonly string[]): string | undefined {
  const wanted = repositoryOf(reference);
  return digests.find((one) => repositoryOf(one) === wanted);
}

function repositoryOf(reference: string): string {
  return familiarReference(reference)
    .replace(/@.*$/, '')
    .replace(/:[^/]*$/, '');
}
