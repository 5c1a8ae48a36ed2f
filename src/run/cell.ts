// The life of one cell: it waits for its images, takes a slot, makes its attempts, and ends with one outcome.

import type { CellId } from '../model/cell.ts';
import type { Outcome } from '../model/outcome.ts';
import { verdictOf } from '../model/outcome.ts';
import type { CellPlan, ImageKey } from '../model/plan.ts';
import { type AttemptResult, runAttempt } from './attempt.ts';
import type { RunContext } from './context.ts';
import type { ReadyImage } from './engine.ts';
import type { ImageResult } from './images.ts';

/** An engine that has a hiccup gets the cell again after so many milliseconds. */
const engineBackoffMs = [1_000, 4_000] as const;

/** A cell may be tried many times, and all that is told of it is kept in memory. */
const failedTailLines = 60;

/** Runs the cell to its end and emits `cell-finished`, whatever happens. `slot` runs a function when there is room. */
export async function runCell(
  cell: CellPlan,
  images: ReadonlyMap<ImageKey, Promise<ImageResult>>,
  slot: (work: () => Promise<void>) => Promise<void>,
  run: RunContext,
): Promise<void> {
  const ready = new Map<ImageKey, ReadyImage>();
  for (const key of imagesOf(cell)) {
    const result = await images.get(key);
    if (result?.kind === 'ready') ready.set(key, result.image);
    else return finish(cell, withoutImage(key, result, run), run);
  }
  await slot(async () => {
    if (run.cancellation.signal.aborted) return finish(cell, cancelled(run), run);
    const { lost } = run.presence;
    if (lost) return finish(cell, { kind: 'engine-error', problem: lost }, run);
    await runAttempts(cell, ready, run);
  });
}

async function runAttempts(cell: CellPlan, ready: ReadonlyMap<ImageKey, ReadyImage>, run: RunContext): Promise<void> {
  const startedAt = run.clock.now();
  const imageOf = (key: ImageKey) => {
    const image = ready.get(key);
    if (!image) throw new Error(`the plan has no image ${key} for ${cell.id}`);
    return image;
  };
  let redAttempts = 0;
  let hiccups = 0;
  for (let attempt = 1; ; attempt++) {
    const attemptedAt = run.clock.now();
    const result = await runAttempt({ cell, attempt, imageOf, isLast: redAttempts >= cell.test.retries }, run);
    const backoff = result.transient ? engineBackoffMs[hiccups] : undefined;
    let again = false;
    if (!run.cancellation.signal.aborted) {
      if (backoff !== undefined) {
        hiccups++;
        await run.clock.sleep(backoff, run.cancellation.signal);
        again = !run.cancellation.signal.aborted;
      } else if (verdictOf(result.outcome.kind) === 'red' && redAttempts < cell.test.retries) {
        redAttempts++;
        again = true;
      }
    }
    if (again) {
      emitFailed({ cell: cell.id, attempt, durationMs: result.at - attemptedAt }, result, run);
      continue;
    }
    const facts = { durationMs: result.at - startedAt, attempts: attempt, result };
    return finish(cell, redAttempts > 0 ? afterRetry(result.outcome, redAttempts + 1) : result.outcome, run, facts);
  }
}

function emitFailed(
  of: { readonly cell: CellId; readonly attempt: number; readonly durationMs: number },
  { outcome, outputTail }: AttemptResult,
  run: RunContext,
): void {
  run.emit({ type: 'attempt-failed', ...of, outcome, outputTail: outputTail.slice(-failedTailLines) });
}

function afterRetry(outcome: Outcome, attempts: number): Outcome {
  return outcome.kind === 'passed' ? { kind: 'flaky', attempts } : outcome;
}

/** The keys of the images that a cell needs, each once. */
export function imagesOf(cell: CellPlan): readonly ImageKey[] {
  return [...new Set([cell.image, ...Object.values(cell.services).map((service) => service.image)])];
}

function withoutImage(image: ImageKey, result: ImageResult | undefined, run: RunContext): Outcome {
  if (result?.kind === 'not-built') return { kind: 'not-built', image };
  if (result?.kind === 'engine-error') return { kind: 'engine-error', problem: result.problem };
  return cancelled(run);
}

function cancelled(run: RunContext): Outcome {
  return { kind: 'cancelled', reason: run.cancellation.reason ?? 'interrupted' };
}

function finish(
  cell: CellPlan,
  outcome: Outcome,
  run: RunContext,
  facts?: { readonly durationMs: number; readonly attempts: number; readonly result: AttemptResult },
): void {
  const green = verdictOf(outcome.kind) === 'green';
  run.emit({
    type: 'cell-finished',
    cell: cell.id,
    outcome,
    durationMs: facts?.durationMs ?? 0,
    attempts: facts?.attempts ?? 0,
    outputTail: green ? [] : (facts?.result.outputTail ?? []),
  });
  run.sink.closeOutput(cell.id);
  if (run.failFast && !green && outcome.kind !== 'cancelled' && !cell.allowFailure)
    run.cancellation.cancel('fail-fast');
}
