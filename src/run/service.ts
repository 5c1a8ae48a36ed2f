// From "started" to "ready", or to the reason why not.

import type { Outcome } from '../model/outcome.ts';
import type { ServiceName, ServicePlan } from '../model/plan.ts';
import { Aborted } from './cancellation.ts';
import type { Clock } from './clock.ts';
import type { Exit, RunningService } from './engine.ts';
import type { Tail } from './tail.ts';

export type NotReady = Extract<Outcome, { kind: 'not-ready' }>;

/** How many of a service's last lines are told when it does not become ready. */
const logTailLines = 20;

/**
 * Waits until the service is ready. Returns undefined then, and the outcome of the cell where the service exits
 * first or its time is over. Rejects as `ready` does, and with Aborted when the signal aborts.
 */
export async function untilReady(
  name: ServiceName,
  plan: ServicePlan,
  service: RunningService,
  context: { readonly clock: Clock; readonly signal: AbortSignal; readonly tail: Tail },
): Promise<NotReady | undefined> {
  const { clock, signal, tail } = context;
  const settled = new AbortController();
  const looking = AbortSignal.any([signal, settled.signal]);
  const notReady = (reason: string): NotReady => ({
    kind: 'not-ready',
    service: name,
    reason,
    logTail: tail.lines(logTailLines),
  });
  try {
    const answer = await Promise.race([
      service.ready(looking).then(() => undefined),
      service.exited.then((exit) => notReady(`it ${howItEnded(exit)} before it was ready`)),
      clock
        .sleep(plan.ready.timeoutMs, looking)
        .then(() => notReady(`it was not ready within ${plan.ready.timeoutMs / 1000} s`)),
    ]);
    // An abort ends the sleep and the looking early, which must not read as an answer.
    if (signal.aborted) throw new Aborted();
    return answer;
  } finally {
    settled.abort();
  }
}

function howItEnded(exit: Exit): string {
  return exit.outOfMemory ? 'ran out of memory' : `exited with code ${exit.exitCode}`;
}
