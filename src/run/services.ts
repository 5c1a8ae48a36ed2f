// The services of an attempt: started side by side, awaited until they are ready, and watched while the suite runs.

import type { Outcome } from '../model/outcome.ts';
import type { CellPlan, ServiceName, ServicePlan } from '../model/plan.ts';
import { createTail, type Tail } from '../model/tail.ts';
import { Aborted, unlessAborted } from './cancellation.ts';
import type { Clock } from './clock.ts';
import type { AttemptInput, RunContext } from './context.ts';
import type { Exit, RunningService, Sandbox } from './engine.ts';
import { recorder, tailBytes } from './recorder.ts';

type NotReady = Extract<Outcome, { kind: 'not-ready' }>;

/** How many of a service's last lines are told when it does not become ready. */
const logTailLines = 20;

/** Side by side. The first that does not become ready decides, and the others are no longer waited for. */
export async function startServices(
  input: AttemptInput,
  sandbox: Sandbox,
  run: RunContext,
): Promise<NotReady | undefined> {
  const { cell, attempt } = input;
  const decided = new AbortController();
  const signal = AbortSignal.any([run.cancellation.signal, decided.signal]);
  const bringUp = async ([name, plan]: [ServiceName, CellPlan['services'][string]]) => {
    const tail = createTail(tailBytes);
    const service = await sandbox.startService(name, plan, {
      imageId: input.imageOf(plan.image).id,
      onOutput: recorder({ service: name }, input, tail, run),
      publish: input.publishing?.(name) ?? [],
    });
    const notReady = await untilReady(name, plan, service, { clock: run.clock, signal, tail });
    if (notReady) throw new ServiceNotReady(notReady);
    const { published } = service;
    run.emit({
      type: 'service-ready',
      cell: cell.id,
      attempt,
      service: name,
      ...(published.length > 0 ? { published } : {}),
    });
    watch(name, service, tail, input, run);
  };
  const all = Object.entries(cell.services).map(bringUp);
  try {
    await unlessAborted(Promise.all(all), run.cancellation.signal);
    return undefined;
  } catch (error) {
    if (error instanceof ServiceNotReady) return error.outcome;
    throw error;
  } finally {
    decided.abort();
    // A start that is under way is awaited, so that the teardown knows of everything that was made.
    await Promise.allSettled(all);
  }
}

class ServiceNotReady extends Error {
  readonly outcome: NotReady;
  constructor(outcome: NotReady) {
    super(outcome.reason);
    this.outcome = outcome;
  }
}

/** Tells of a service that ends while the suite runs: the suite's failure alone would not tell why. */
function watch(name: ServiceName, service: RunningService, tail: Tail, input: AttemptInput, run: RunContext): void {
  const { cell, attempt } = input;
  void service.exited.then((exit) => {
    if (run.phaseOf(cell.id) !== 'test') return;
    run.emit({
      type: 'service-lost',
      cell: cell.id,
      attempt,
      service: name,
      exitCode: exit.exitCode,
      logTail: tail.lines(logTailLines),
    });
  }, ignore);
}

function ignore(): void {
  // The suite or the teardown meets the same trouble of the engine, and tells it.
}

/**
 * Waits until the service is ready. Returns undefined then, and the outcome of the cell where the service exits
 * first or its time is over. Rejects as `ready` does, and with Aborted when the signal aborts.
 */
async function untilReady(
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
