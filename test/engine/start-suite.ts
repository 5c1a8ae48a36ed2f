// A run that is in mid-suite for certain, whatever the engine is slow with.

import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { readProgress } from '../../src/docker/progress-stream.ts';
import { type Started, start } from './command.ts';

/**
 * Starts `matrix …`, and waits until the engine has started a suite: the run tells of the phase before its
 * container is made. A run that a failing test leaves alive is interrupted, so that the next test finds nothing of it.
 */
export async function startSuite(
  { docker }: Connection,
  args: readonly string[],
  options: Parameters<typeof start>[1] = {},
): Promise<Started> {
  const filters = { type: ['container' as const], event: ['start'], label: ['matrix-run.role=test'] };
  const stream = (await docker.getEvents({ filters })) as Readable;
  const run = start(args, options);
  onTestFinished(async () => {
    run.kill('SIGINT');
    await run.ended;
  });
  await readProgress(stream).next();
  stream.destroy();
  return run;
}
