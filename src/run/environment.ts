// The environment of one cell without its suite: images, network and services, and whatever somebody wants to do in it.

import type { Phase, RunEvent } from '../model/event.ts';
import type { Outcome } from '../model/outcome.ts';
import type { CellPlan, ImageKey, Plan } from '../model/plan.ts';
import { Aborted, type Cancellation, unlessAborted } from './cancellation.ts';
import type { Clock } from './clock.ts';
import type { EventBody, Publishing, RunContext } from './context.ts';
import {
  type Engine,
  EngineFailure,
  type Joined,
  type LeftOver,
  type Owner,
  type ReadyImage,
  type Sandbox,
} from './engine.ts';
import { createEnginePresence, type EnginePresence } from './engine-presence.ts';
import { lostWith, problemOf, startImages } from './images.ts';
import { maskedEvent } from './masked-event.ts';
import { startServices } from './services.ts';

export type EnvironmentInput = {
  /** Of which `cell` is one of the cells. */
  readonly plan: Plan;
  readonly cell: CellPlan;
  readonly engine: Engine;
  readonly owner: Owner;
  readonly secrets: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly cancellation: Cancellation;
  /** A cell that was kept: its services stand there as they were left. */
  readonly joins?: Joined;
  /** The source that was put there is to follow the one here: takes what does that once, returns what ends it. */
  readonly follow?: (updateSource: () => Promise<void>) => () => void;
  /** Takes what happens until the environment is there. Must not throw. */
  readonly onEvent: (event: RunEvent) => void;
};

/** What is there once all of it is ready. */
export type Environment = {
  readonly sandbox: Sandbox;
  readonly imageOf: (key: ImageKey) => ReadyImage;
};

/** What it came to, or, where it never came to that, the outcome of a cell. */
export type EnvironmentResult<T> =
  | { readonly kind: 'ended'; readonly value: T; readonly leftOvers: readonly LeftOver[] }
  | { readonly kind: 'not-started'; readonly outcome: Outcome; readonly leftOvers: readonly LeftOver[] };

/**
 * Boots the environment, does the work in it, and releases all of it before the promise resolves. As soon as the images
 * are there, and nothing else is, `before` is asked what of the services is to be published; what it throws passes
 * through.
 */
export async function inEnvironment<T>(
  input: EnvironmentInput,
  work: (environment: Environment) => Promise<T>,
  before: (imageOf: Environment['imageOf']) => Publishing = () => () => [],
): Promise<EnvironmentResult<T>> {
  const { cell, engine, owner, clock, cancellation, joins, onEvent } = input;
  let phase: Phase | undefined;
  const emit = (event: EventBody) => {
    if (event.type === 'cell-phase') phase = event.phase;
    onEvent({ at: clock.now(), ...maskedEvent(event, input.secrets) } as RunEvent);
  };
  const presence = createEnginePresence(engine, clock);
  const images = await readyImages(input, presence, emit);
  if (!(images instanceof Map)) return { kind: 'not-started', outcome: images, leftOvers: [] };
  const imageOf = (key: ImageKey) => images.get(key) ?? missing(key);
  const publishing = before(imageOf);

  const sandbox = engine.sandbox({
    cell: cell.id,
    cellIndex: cell.index,
    attempt: 1,
    owner,
    internet: cell.test.internet,
    ...(joins === undefined ? {} : { joins }),
  });
  const run: RunContext = {
    ...input,
    presence,
    failFast: false,
    keep: 'never',
    emit,
    phaseOf: () => phase,
    sink: { output: () => undefined, file: () => Promise.resolve(), closeOutput: () => undefined },
  };
  const enter = (next: Phase) => emit({ type: 'cell-phase', cell: cell.id, attempt: 1, phase: next });
  const boot = async () => {
    enter('network');
    await unlessAborted(sandbox.open(), cancellation.signal);
    if (joins !== undefined) return undefined;
    enter('services');
    return startServices({ cell, attempt: 1, imageOf, isLast: true, publishing }, sandbox, run);
  };
  let ended: { readonly value: T } | { readonly outcome: Outcome };
  try {
    const notReady = await boot();
    if (notReady) ended = { outcome: notReady };
    else {
      // From here on a service that ends is told: its lack explains what happens next.
      phase = 'test';
      ended = { value: await work({ sandbox, imageOf }) };
    }
  } catch (error) {
    const problem = await lostWith(error, run);
    ended = { outcome: problem ? { kind: 'engine-error', problem } : outcomeOf(error, cancellation) };
  }
  phase = 'teardown';
  const left = await presence.excuse(await sandbox.close());
  const leftOvers = [...left, ...presence.excused];
  return 'outcome' in ended ? { kind: 'not-started', ...ended, leftOvers } : { kind: 'ended', ...ended, leftOvers };
}

/** The images of the cell, or the outcome that their lack is. */
async function readyImages(
  { plan, cell, engine, clock, cancellation, joins }: EnvironmentInput,
  presence: EnginePresence,
  emit: (event: EventBody) => void,
): Promise<Map<string, ReadyImage> | Outcome> {
  const beside = joins === undefined ? Object.values(cell.services).map(({ image }) => image) : [];
  const keys = new Set([cell.image, ...beside]);
  const wanted = plan.images.filter(({ key }) => keys.has(key));
  const images = startImages(wanted, wanted.length, {
    engine,
    presence,
    clock,
    signal: cancellation.signal,
    emit,
  });
  const ready = new Map<string, ReadyImage>();
  for (const [key, promise] of images) {
    const result = await promise;
    if (result.kind === 'ready') ready.set(key, result.image);
    else if (result.kind === 'not-built') return { kind: 'not-built', image: key };
    else if (result.kind === 'engine-error') return { kind: 'engine-error', problem: result.problem };
    else return outcomeOf(new Aborted(), cancellation);
  }
  return ready;
}

function outcomeOf(error: unknown, cancellation: Cancellation): Outcome {
  if (error instanceof Aborted) return { kind: 'cancelled', reason: cancellation.reason ?? 'interrupted' };
  return { kind: 'engine-error', problem: problemOf(error) };
}

function missing(key: string): never {
  throw new EngineFailure(`The plan has no image ${key}`, { transient: false });
}
