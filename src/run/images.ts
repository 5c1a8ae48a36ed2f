// The image stage: every image of the plan is made sure of once, however many cells wait for it.

import pLimit from 'p-limit';
import type { Progress } from '../model/event.ts';
import type { Problem } from '../model/outcome.ts';
import type { ImageKey, ImagePlan } from '../model/plan.ts';
import { Aborted, unlessAborted } from './cancellation.ts';
import type { Clock } from './clock.ts';
import type { EventBody } from './context.ts';
import { BuildFailure, type Engine, EngineFailure, type ReadyImage } from './engine.ts';
import type { EnginePresence } from './engine-presence.ts';

export type ImageResult =
  | { readonly kind: 'ready'; readonly image: ReadyImage }
  | { readonly kind: 'not-built' }
  | { readonly kind: 'engine-error'; readonly problem: Problem }
  | { readonly kind: 'cancelled' };

export type ImageStage = {
  readonly engine: Engine;
  readonly presence: EnginePresence;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly emit: (event: EventBody) => void;
};

/** A registry that has hiccups is asked again after so many milliseconds. */
const pullBackoffMs = [500, 2_000, 8_000] as const;

/** Starts on all images, `atOnce` at a time, and returns what will be known of each. */
export function startImages(
  images: readonly ImagePlan[],
  atOnce: number,
  stage: ImageStage,
): ReadonlyMap<ImageKey, Promise<ImageResult>> {
  const limit = pLimit(atOnce);
  return new Map(images.map((image) => [image.key, limit(() => ensureImage(image, stage))]));
}

async function ensureImage(image: ImagePlan, stage: ImageStage): Promise<ImageResult> {
  const { signal, emit } = stage;
  if (signal.aborted) return { kind: 'cancelled' };
  try {
    const ready = await withBackoff(image, stage);
    const { id, digest, bases = [], cached } = ready;
    const more = { ...(digest === undefined ? {} : { digest }), ...(bases.length > 0 ? { bases } : {}) };
    emit({ type: 'image-ready', image: image.key, id, ...more, cached });
    return { kind: 'ready', image: ready };
  } catch (error) {
    if (error instanceof Aborted || signal.aborted) return { kind: 'cancelled' };
    const problem = (await lostWith(error, stage)) ?? problemOf(error);
    const bases = error instanceof BuildFailure && error.bases.length > 0 ? { bases: error.bases } : {};
    emit({ type: 'image-failed', image: image.key, problem, ...bases });
    return error instanceof BuildFailure ? { kind: 'not-built' } : { kind: 'engine-error', problem };
  }
}

async function withBackoff(
  image: ImagePlan,
  { engine, presence, clock, signal, emit }: ImageStage,
): Promise<ReadyImage> {
  let started = false;
  const onProgress = (progress: Progress) => {
    if (signal.aborted) return;
    if (!started) emit({ type: 'image-started', image: image.key });
    started = true;
    emit({ type: 'image-progress', image: image.key, progress });
  };
  for (const wait of [...pullBackoffMs, undefined]) {
    try {
      return await unlessAborted(engine.ensureImage(image, { signal, onProgress }), signal);
    } catch (error) {
      if (!(error instanceof EngineFailure && error.transient) || wait === undefined) throw error;
      if (await presence.check()) throw error;
      await unlessAborted(clock.sleep(wait, signal), signal);
    }
  }
  throw new Error('unreachable: the last try either returns or throws');
}

/** Why there is no engine any more, where that is what the failure comes from. */
export async function lostWith(
  error: unknown,
  { presence }: { readonly presence: EnginePresence },
): Promise<Problem | undefined> {
  return error instanceof EngineFailure ? presence.check() : undefined;
}

/** What is told of a failure that is not the suite's. A surprise keeps its stack in the detail. */
export function problemOf(error: unknown): Problem {
  if (error instanceof EngineFailure || error instanceof BuildFailure)
    return { message: error.message, detail: error.detail };
  if (error instanceof Error) return { message: error.message, detail: error.stack?.split('\n') ?? [] };
  return { message: String(error), detail: [] };
}
