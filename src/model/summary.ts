// What is known of a run so far, as a value: events go in, one at a time, and counts, table, exit code and every
// report come out of it. Live output and a replay of the record go through the same function.
//
// A summary is never changed. An event costs one copied array of references (cells or images) and a few small
// objects; what does not change is shared with the summary before it.

import type { CellId } from './cell.ts';
import type { CellSummary, PhaseSpan } from './cell-summary.ts';
import type { Comparison } from './comparison.ts';
import { allWaiting, type Counts, recount } from './counts.ts';
import type { BaseDigest, EngineFacts, EpochMs, Progress, Purpose, RunEvent, SourceRevision } from './event.ts';
import { type CancelReason, cancelReasons, type Problem, verdictOf } from './outcome.ts';
import type { ImageKey, ImagePlan, Plan, ShardPlan } from './plan.ts';
import type { RunId } from './run-id.ts';

export type Summary = {
  readonly run: RunId;
  /** The matrix file as the user named it; absent until the run has started. */
  readonly file?: string;
  /** The project's folder on the machine of the run; absent where its record does not tell. */
  readonly root?: string;
  /** Absent for a run of the matrix. */
  readonly purpose?: Purpose;
  /** What of the project's history was tested. */
  readonly source?: SourceRevision;
  readonly plan: Plan;
  /** Absent until the run has started. */
  readonly engine?: EngineFacts;
  readonly jobs: number;
  readonly startedAt?: EpochMs;
  /** Absent while the run goes on, and for ever in a run that was killed. */
  readonly finishedAt?: EpochMs;
  /** When the last event happened: the end of what is known. */
  readonly lastAt?: EpochMs;
  /** In plan order. */
  readonly cells: readonly CellSummary[];
  /** In plan order. */
  readonly images: readonly ImageSummary[];
  readonly counts: Counts;
  readonly cancelReason?: CancelReason;
  readonly leftOvers: readonly LeftOverSummary[];
  /** Cells that stand as they ended, for somebody to look at. */
  readonly kept: readonly CellId[];
  /** What is another since the red cells were green. */
  readonly compared?: readonly Comparison[];
  /** Only of what several records tell together: these, in the order in which they began. */
  readonly mergedFrom?: readonly MergedRun[];
};

/** One of the records of a merged summary; `cells` are those that it tells of. */
export type MergedRun = Pick<Summary, 'run' | 'startedAt' | 'finishedAt' | 'engine' | 'jobs'> & {
  readonly shard?: Pick<ShardPlan, 'index' | 'count' | 'cut'>;
  readonly cells: readonly CellId[];
};

export type ImageSummary = {
  readonly image: ImagePlan;
  readonly state: 'waiting' | 'working' | 'ready' | 'failed';
  readonly progress?: Progress;
  readonly startedAt?: EpochMs;
  readonly endedAt?: EpochMs;
  /** The engine's content address, once ready. */
  readonly id?: string;
  /** What a registry calls it, `postgres@sha256:…`, where it came from one. */
  readonly digest?: string;
  /** What it was built on, as far as that is known. */
  readonly bases?: readonly BaseDigest[];
  /** It was there already. */
  readonly cached: boolean;
  /** Why it failed. */
  readonly problem?: Problem;
};

export type LeftOverSummary = { readonly resource: string; readonly problem: Problem };

export type ExitCode = 0 | 1 | 3 | 130 | 143;

/** The summary of a run of which nothing has happened yet. */
export function emptySummary(plan: Plan, run: RunId): Summary {
  return {
    run,
    plan,
    jobs: 0,
    cells: plan.cells.map((cell) => ({
      cell,
      state: 'waiting',
      attempt: 0,
      phases: [],
      durationMs: 0,
      attempts: 0,
      failedAttempts: [],
      outputTail: [],
      lostServices: [],
    })),
    images: plan.images.map((image) => ({ image, state: 'waiting', cached: false })),
    counts: allWaiting(plan.cells.length),
    leftOvers: [],
    kept: [],
  };
}

/** The summary after one more event. An event about a cell or an image that the plan lacks changes only the time. */
export function summarize(before: Summary, event: RunEvent): Summary {
  const summary = { ...before, lastAt: event.at };
  switch (event.type) {
    case 'run-started': {
      const { run, file, root, purpose, source, plan, engine, jobs, at } = event;
      return {
        ...emptySummary(plan, run),
        ...(file === undefined ? {} : { file }),
        ...(root === undefined ? {} : { root }),
        ...(purpose === undefined ? {} : { purpose }),
        ...(source === undefined ? {} : { source }),
        engine,
        jobs,
        startedAt: at,
        lastAt: at,
      };
    }
    case 'image-started':
      return withImage(summary, event.image, (image) => ({ ...image, state: 'working', startedAt: event.at }));
    case 'image-progress':
      return withImage(summary, event.image, (image) => ({ ...image, progress: event.progress }));
    case 'image-ready': {
      const { id, digest, bases, cached, at } = event;
      const known = { id, ...(digest === undefined ? {} : { digest }), ...(bases && { bases }), cached, endedAt: at };
      return withImage(summary, event.image, (image) => ({ ...image, state: 'ready', ...known }));
    }
    case 'image-failed': {
      const { problem, bases, at } = event;
      const known = { problem, ...(bases && { bases }), endedAt: at };
      return withImage(summary, event.image, (image) => ({ ...image, state: 'failed', ...known }));
    }
    case 'cell-phase':
      return withCell(summary, event.cell, (cell) => entering(cell, event));
    case 'service-ready':
    case 'collected':
    case 'not-collected':
      return summary;
    case 'service-lost': {
      const { service, attempt, exitCode, logTail } = event;
      const lost = { service, attempt, exitCode, logTail };
      return withCell(summary, event.cell, (cell) => ({ ...cell, lostServices: [...cell.lostServices, lost] }));
    }
    case 'attempt-failed': {
      const { attempt, outcome, durationMs, outputTail } = event;
      const failed = { attempt, outcome, durationMs, outputTail };
      return withCell(summary, event.cell, (cell) => ({ ...cell, failedAttempts: [...cell.failedAttempts, failed] }));
    }
    case 'cell-finished':
      return withCell(summary, event.cell, (cell) => finished(cell, event));
    case 'kept':
      return { ...summary, kept: [...summary.kept, event.cell] };
    case 'cancelling':
      return { ...summary, cancelReason: later(summary.cancelReason, event.reason) };
    case 'left-over': {
      const { resource, problem } = event;
      return { ...summary, leftOvers: [...summary.leftOvers, { resource, problem }] };
    }
    case 'compared':
      return { ...summary, compared: event.comparisons };
    case 'run-finished':
      return { ...summary, finishedAt: event.at };
    default:
      return unknownEvent(event, summary);
  }
}

/**
 * What the run means to the caller's shell (product.md §5), from what is known so far. Red overrules infrastructure;
 * cells that are allowed to fail, and cells that a fail-fast cancelled, do not count.
 */
export function exitCode(summary: Pick<Summary, 'cells' | 'cancelReason'>): ExitCode {
  if (summary.cancelReason === 'terminated') return 143;
  if (summary.cancelReason === 'interrupted') return 130;
  const counted = summary.cells.filter(({ cell }) => !cell.allowFailure);
  const verdicts = new Set(counted.flatMap(({ outcome }) => (outcome ? [verdictOf(outcome.kind)] : [])));
  if (verdicts.has('red')) return 1;
  return verdicts.has('infrastructure') ? 3 : 0;
}

/** How long the run has taken, in milliseconds, up to its end or to the last that is known of it. */
export function wallTime(summary: Summary): number {
  const { startedAt, finishedAt, lastAt } = summary;
  return startedAt === undefined ? 0 : (finishedAt ?? lastAt ?? startedAt) - startedAt;
}

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { readonly type: Type }>;

function entering(cell: CellSummary, { at, attempt, phase }: EventOf<'cell-phase'>): CellSummary {
  if (cell.state === 'finished') return cell;
  const phases = [...closed(cell.phases, at), { name: phase, attempt, start: at }];
  return { ...cell, state: 'running', phase, attempt, phases };
}

function finished(cell: CellSummary, event: EventOf<'cell-finished'>): CellSummary {
  const { phase: _, ...rest } = cell;
  const { outcome, durationMs, attempts, outputTail } = event;
  return {
    ...rest,
    state: 'finished',
    phases: closed(cell.phases, event.at),
    outcome,
    durationMs,
    attempts,
    outputTail,
  };
}

function closed(phases: readonly PhaseSpan[], at: EpochMs): readonly PhaseSpan[] {
  const last = phases.at(-1);
  return last && last.end === undefined ? phases.with(-1, { ...last, end: at }) : phases;
}

function later(a: CancelReason | undefined, b: CancelReason): CancelReason {
  return a !== undefined && cancelReasons.indexOf(a) > cancelReasons.indexOf(b) ? a : b;
}

function withCell(summary: Summary, id: CellId, change: (cell: CellSummary) => CellSummary): Summary {
  const index = positions(summary.plan).cells.get(id);
  const cell = index === undefined ? undefined : summary.cells[index];
  if (index === undefined || cell === undefined) return summary;
  const changed = change(cell);
  return { ...summary, cells: summary.cells.with(index, changed), counts: recount(summary.counts, cell, changed) };
}

function withImage(summary: Summary, key: ImageKey, change: (image: ImageSummary) => ImageSummary): Summary {
  const index = positions(summary.plan).images.get(key);
  const image = index === undefined ? undefined : summary.images[index];
  if (index === undefined || image === undefined) return summary;
  return { ...summary, images: summary.images.with(index, change(image)) };
}

type Positions = { readonly cells: ReadonlyMap<CellId, number>; readonly images: ReadonlyMap<ImageKey, number> };
const positionsOf = new WeakMap<Plan, Positions>();

/** Where each cell and image stands in its plan: found once a plan, since a plan is frozen. */
function positions(plan: Plan): Positions {
  const known = positionsOf.get(plan);
  if (known) return known;
  const found: Positions = {
    cells: new Map(plan.cells.map((cell, index) => [cell.id, index])),
    images: new Map(plan.images.map((image, index) => [image.key, index])),
  };
  positionsOf.set(plan, found);
  return found;
}

/** A record of a later version may hold events that this one does not know: they are passed over. */
function unknownEvent(_event: never, summary: Summary): Summary {
  return summary;
}
