import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { readProgress } from '../../src/docker/progress-stream.ts';

/**
 * Listens to the engine from now on. What it returns waits until the engine has started a suite: a run tells of the phase
 * before its container is made.
 */
export async function suiteStarts(docker: Docker): Promise<() => Promise<void>> {
  const filters = { type: ['container' as const], event: ['start'], label: ['matrix-run.role=test'] };
  const stream = (await docker.getEvents({ filters })) as Readable;
  return async () => {
    await readProgress(stream).next();
    stream.destroy();
  };
}
