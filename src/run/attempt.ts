// One attempt of one cell: network, services, suite, and the way back, which cannot be skipped.

import { collectedKinds, type Phase } from '../model/event.ts';
import { type Outcome, verdictOf } from '../model/outcome.ts';
import type { CellPlan } from '../model/plan.ts';
import { createTail, type Tail } from '../model/tail.ts';
import { Aborted, unlessAborted } from './cancellation.ts';
import type { AttemptInput, RunContext } from './context.ts';
import type { Exit, FileSink, RunningTest, Sandbox } from './engine.ts';
import { EngineFailure } from './engine.ts';
import { lostWith, problemOf } from './images.ts';
import { maskedText } from './mask.ts';
import { masked, recorder, tailBytes } from './recorder.ts';
import { startServices } from './services.ts';

export type AttemptResult = {
  readonly outcome: Outcome;
  /** When the outcome was known, before the teardown. */
  readonly at: number;
  readonly outputTail: readonly string[];
  /** The engine had a hiccup: the attempt says nothing about the suite and may be made again. */
  readonly transient: boolean;
};

const outputTailLines = 200;

/** Makes the attempt. Never rejects for what an engine or a suite does; releases all that it made before it returns. */
export async function runAttempt(input: AttemptInput, run: RunContext): Promise<AttemptResult> {
  const { cell, attempt } = input;
  const testTail = createTail(tailBytes);
  const sandbox = run.engine.sandbox({
    cell: cell.id,
    cellIndex: cell.index,
    attempt,
    owner: run.owner,
    internet: cell.test.internet,
  });
  let transient = false;
  let outcome: Outcome;
  try {
    outcome = await runInSandbox(input, sandbox, testTail, run);
    // An engine that goes ends what runs on it: what came of that says nothing about the suite.
    const lost = verdictOf(outcome.kind) === 'green' ? undefined : await run.presence.check();
    if (lost) outcome = { kind: 'engine-error', problem: lost };
  } catch (error) {
    const lost = await lostWith(error, run);
    if (error instanceof Aborted) outcome = { kind: 'cancelled', reason: run.cancellation.reason ?? 'interrupted' };
    else outcome = { kind: 'engine-error', problem: lost ?? problemOf(error) };
    transient = error instanceof EngineFailure && error.transient && !lost;
  }
  const at = run.clock.now();
  enter('teardown', input, run);
  if (isKept(outcome, input, run)) {
    await sandbox.keep();
    run.emit({ type: 'kept', cell: cell.id, attempt });
  } else {
    for (const leftOver of await run.presence.excuse(await sandbox.close()))
      run.emit({ type: 'left-over', ...leftOver });
  }
  return { outcome, at, outputTail: testTail.lines(outputTailLines), transient };
}

/** Only what a suite has made is worth a look, and an attempt that is followed by another stands in its way. */
function isKept({ kind }: Outcome, { isLast }: AttemptInput, { keep, cancellation }: RunContext): boolean {
  if (keep === 'never' || cancellation.signal.aborted) return false;
  const verdict = verdictOf(kind);
  return verdict === 'red' ? isLast : verdict === 'green' && keep === 'always';
}

async function runInSandbox(input: AttemptInput, sandbox: Sandbox, testTail: Tail, run: RunContext): Promise<Outcome> {
  const { cell } = input;
  const { signal } = run.cancellation;
  enter('network', input, run);
  await unlessAborted(sandbox.open(), signal);

  const names = Object.keys(cell.services);
  if (names.length > 0) {
    enter('services', input, run);
    const notReady = await startServices(input, sandbox, run);
    if (notReady) return notReady;
  }

  enter('test', input, run);
  const test = await unlessAborted(
    sandbox.startTest(cell.test, {
      image: cell.image,
      imageId: input.imageOf(cell.image).id,
      secrets: run.secrets,
      onOutput: recorder('test', input, testTail, run),
    }),
    signal,
  );
  const over = new AbortController();
  try {
    const outcome = await unlessAborted(
      Promise.race([
        test.exited.then((exit) => outcomeOf(exit, cell)),
        run.clock
          .sleep(cell.test.timeoutMs, over.signal)
          .then((): Outcome => ({ kind: 'timed-out', afterMs: cell.test.timeoutMs })),
      ]),
      signal,
    );
    // A suite that was cut off has no more to say than its output.
    if (outcome.kind !== 'timed-out') await collect(input, test, run);
    return outcome;
  } finally {
    over.abort();
  }
}

/** Takes what the suite has written to the record. What goes wrong there is told, and changes no outcome. */
async function collect(input: AttemptInput, test: RunningTest, run: RunContext): Promise<void> {
  const { cell, attempt } = input;
  for (const what of collectedKinds) {
    const patterns = cell.test[what];
    if (patterns.length === 0) continue;
    const of = { cell: cell.id, what };
    const sink: FileSink = (path, content) => run.sink.file(of, maskedText(path, run.secrets), masked(content, run));
    try {
      const collected = await unlessAborted(test.collect(patterns, sink), run.cancellation.signal);
      run.emit({ type: 'collected', cell: cell.id, attempt, what, ...collected });
    } catch (error) {
      if (error instanceof Aborted) throw error;
      run.emit({ type: 'not-collected', cell: cell.id, what, problem: problemOf(error) });
    }
  }
}

function outcomeOf(exit: Exit, cell: CellPlan): Outcome {
  if (exit.exitCode === 0) return { kind: 'passed' };
  if (exit.outOfMemory) {
    const { memoryBytes } = cell.test.limits;
    return memoryBytes === undefined ? { kind: 'out-of-memory' } : { kind: 'out-of-memory', limitBytes: memoryBytes };
  }
  return { kind: 'failed', exitCode: exit.exitCode };
}

function enter(phase: Phase, { cell, attempt }: AttemptInput, run: RunContext): void {
  run.emit({ type: 'cell-phase', cell: cell.id, attempt, phase });
}
