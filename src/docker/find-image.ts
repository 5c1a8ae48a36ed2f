import type Docker from 'dockerode';
import { engineFailure, statusOf } from './trouble.ts';

/** The engine's content address of the image, or undefined when it is not there. Costs one look-up. */
export async function findImage(docker: Docker, reference: string): Promise<string | undefined> {
  try {
    return (await docker.getImage(reference).inspect()).Id;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw engineFailure(`Cannot look for the image ${reference}`, error);
  }
}
