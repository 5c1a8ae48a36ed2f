// Executes a plan: images and cells as two stages, cells as soon as their images are there, `jobs` at a time.
// Prints nothing and knows the engine only as a port.

import pLimit from 'p-limit';
import type { CellId } from '../model/cell.ts';
import type { Comparison } from '../model/comparison.ts';
import type { EngineFacts, Phase, Purpose, RunEvent, SourceRevision } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import type { RunId } from '../model/run-id.ts';
import type { Cancellation } from './cancellation.ts';
import { imagesOf, runCell } from './cell.ts';
import type { Clock } from './clock.ts';
import type { EventBody, Keep, RunContext, RunSink } from './context.ts';
import type { Engine, Owner } from './engine.ts';
import { createEnginePresence } from './engine-presence.ts';
import { startImages } from './images.ts';
import { maskedEvent } from './masked-event.ts';

export type RunInput = {
  readonly plan: Plan;
  readonly run: RunId;
  /** The matrix file as the user named it. */
  readonly file: string;
  /** The project's folder, absolute. */
  readonly root?: string;
  /** Absent for a run of the matrix. */
  readonly purpose?: Purpose;
  readonly source?: SourceRevision;
  readonly engine: Engine;
  readonly facts: EngineFacts;
  readonly owner: Owner;
  /** How many cells at once. */
  readonly jobs: number;
  /** Name to value; masked in all that is passed to the sink. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly cancellation: Cancellation;
  readonly keep: Keep;
  /** The cells that begin before the others, as far as their images are there. */
  readonly first?: ReadonlySet<CellId>;
  /** What is another since the cells that are red were green; asked once, when all have ended. Never rejects. */
  readonly compare?: () => Promise<readonly Comparison[]>;
  readonly sink: RunSink;
};

/** Runs the plan to its end: every cell has its outcome and its things are gone when the promise resolves. */
export async function runPlan(input: RunInput): Promise<void> {
  const { plan, clock, cancellation, sink } = input;
  const phases = new Map<CellId, Phase>();
  let isOver = false;
  const emit = (event: EventBody) => {
    // Whoever cancels a run that is over changes nothing of it.
    if (isOver) return;
    if (event.type === 'cell-phase') phases.set(event.cell, event.phase);
    sink.event({ at: clock.now(), ...maskedEvent(event, input.secrets) } as RunEvent);
  };
  cancellation.onRise((reason) => emit({ type: 'cancelling', reason }));
  const source = {
    ...(input.root === undefined ? {} : { root: input.root }),
    ...(input.purpose === undefined ? {} : { purpose: input.purpose }),
    ...(input.source === undefined ? {} : { source: input.source }),
  };
  emit({
    type: 'run-started',
    run: input.run,
    file: input.file,
    ...source,
    plan,
    engine: input.facts,
    jobs: input.jobs,
  });
  // It may have been cancelled before anybody listened.
  if (cancellation.reason) emit({ type: 'cancelling', reason: cancellation.reason });

  const wanted = new AbortController();
  const signal = AbortSignal.any([cancellation.signal, wanted.signal]);
  const presence = createEnginePresence(input.engine, clock);
  const stage = { engine: input.engine, presence, clock, signal, emit };
  const cells = inOrder(plan.cells, ({ id }) => input.first?.has(id) ?? false);
  const needed = new Set(cells.filter(({ id }) => input.first?.has(id)).flatMap(imagesOf));
  const ordered = inOrder(plan.images, ({ key }) => needed.has(key));
  const images = startImages(ordered, Math.max(2, input.facts.cpus), stage);
  const slot = pLimit(input.jobs);
  const context: RunContext = {
    ...input,
    presence,
    failFast: plan.run.failFast,
    emit,
    phaseOf: (cell) => phases.get(cell),
  };
  await Promise.all(cells.map((cell) => runCell(cell, images, slot, context)));
  // Cells may have ended for the lack of another image while this one was being made.
  wanted.abort();
  await Promise.all(images.values());
  for (const leftOver of presence.excused) emit({ type: 'left-over', ...leftOver });
  const comparisons = (await input.compare?.()) ?? [];
  if (comparisons.length > 0) emit({ type: 'compared', comparisons });
  emit({ type: 'run-finished' });
  isOver = true;
}

/** Those that come first before the others, and else as they were. */
function inOrder<T>(all: readonly T[], comesFirst: (one: T) => boolean): readonly T[] {
  return [...all.filter(comesFirst), ...all.filter((one) => !comesFirst(one))];
}

/**
 * How many cells at once where nobody has said. A cell mostly waits for its database and its own start, so two a
 * processor keep the machine busy; a container that has no limit is reckoned at 512 MiB, a service as well.
 */
export function autoJobs(plan: Plan, facts: Pick<EngineFacts, 'cpus' | 'memoryBytes'>): number {
  const assumed = 512 * 1024 * 1024;
  const demand = plan.cells.map((cell) =>
    [cell.test, ...Object.values(cell.services)].reduce((sum, { limits }) => sum + (limits.memoryBytes ?? assumed), 0),
  );
  const largest = Math.max(assumed, ...demand);
  const byMemory = Math.floor((facts.memoryBytes * 0.8) / largest);
  return Math.max(1, Math.min(2 * facts.cpus, byMemory, Math.max(1, plan.cells.length)));
}
