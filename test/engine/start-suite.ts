// A run that is in mid-suite for certain, whatever the engine is slow with.

import { onTestFinished } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { type Started, start } from './command.ts';
import { suiteStarts } from './suite-starts.ts';

/**
 * Starts `matrix …`, and waits until the engine has started a suite. A run that a failing test leaves alive is interrupted, so that the next test finds nothing of it.
 */
export async function startSuite(
  { docker }: Connection,
  args: readonly string[],
  options: Parameters<typeof start>[1] = {},
): Promise<Started> {
  const begun = await suiteStarts(docker);
  const run = start(args, options);
  onTestFinished(async () => {
    run.kill('SIGINT');
    await run.ended;
  });
  await begun();
  return run;
}
