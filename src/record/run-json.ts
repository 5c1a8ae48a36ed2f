// The summary of a run for other programs (product.md §7). Times are ISO 8601 in UTC, spans are milliseconds.

import type { CellId, Values } from '../model/cell.ts';
import type { CellSummary, FailedAttempt } from '../model/cell-summary.ts';
import type { Comparison } from '../model/comparison.ts';
import type { Counts } from '../model/counts.ts';
import type { BaseDigest, EngineFacts, Phase, Purpose, SourceRevision } from '../model/event.ts';
import type { CancelReason, Outcome, OutcomeKind, Problem } from '../model/outcome.ts';
import type { RunId } from '../model/run-id.ts';
import { type ExitCode, exitCode, type ImageSummary, type MergedRun, type Summary } from '../model/summary.ts';
import type { CellTests, RunTests, TestResult, TestTotals } from '../model/test-result.ts';

export type RunJson = {
  readonly schemaVersion: 1;
  readonly run: RunId;
  readonly name: string;
  /** A run that says `running` long after its last change was killed. */
  readonly state: 'waiting' | 'running' | 'finished';
  readonly startedAt?: string;
  readonly finishedAt?: string;
  /** Absent for a run of the matrix. */
  readonly purpose?: Purpose;
  /** What of the project's history was tested; absent where that is not known. */
  readonly source?: SourceRevision;
  /** The containers got their source over that which the images were built of; absent where the images had it. */
  readonly mounted?: true;
  readonly engine?: EngineFacts;
  readonly jobs: number;
  /** Only of a finished run. */
  readonly exitCode?: ExitCode;
  readonly cancelReason?: CancelReason;
  readonly counts: Counts;
  /** In plan order. */
  readonly cells: readonly CellJson[];
  readonly images: readonly ImageJson[];
  readonly leftOvers: readonly { readonly resource: string; readonly problem: Problem }[];
  /** The ids of cells that were left standing on purpose; absent where none was. */
  readonly kept?: readonly CellId[];
  /** Only where the run was of a part of the cells. */
  readonly shard?: ShardJson;
  /** Only where several records tell together; `run` is then the first of them, `jobs` the most of any. */
  readonly mergedFrom?: readonly MergedJson[];
  /** What is another since the red cells were green; absent where nothing is known. */
  readonly compared?: readonly Comparison[];
};

export type ShardJson = { readonly index: number; readonly count: number; readonly cut: string };

/** `cells`: the ids of those that it tells of. */
export type MergedJson = Pick<RunJson, 'run' | 'startedAt' | 'finishedAt' | 'engine' | 'jobs' | 'shard'> & {
  readonly cells: readonly string[];
};

export type CellJson = {
  readonly id: string;
  readonly index: number;
  readonly values: Values;
  readonly allowFailure: boolean;
  readonly state: CellSummary['state'];
  /** Only of a finished cell. */
  readonly outcome?: OutcomeKind;
  /** What else belongs to the outcome: `afterMs` of a time-out, `service`, `reason` and `logTail` of a not-ready… */
  readonly facts?: OutcomeFacts;
  /** The suite's: 0 where it passed in this run, absent where it gave none. */
  readonly exitCode?: number;
  readonly durationMs: number;
  readonly attempts: number;
  /** Those after which it was tried again; absent where there are none. */
  readonly failedAttempts?: readonly FailedAttemptJson[];
  readonly phases: readonly {
    readonly name: Phase;
    readonly attempt: number;
    readonly start: string;
    readonly end?: string;
  }[];
  /** Only of a cell that has reports. */
  readonly tests?: TestsJson;
};

export type FailedAttemptJson = Required<Pick<CellJson, 'outcome'>> &
  Pick<CellJson, 'facts' | 'exitCode' | 'durationMs'> & { readonly attempt: number };

export type TestsJson = TestTotals & {
  readonly total: number;
  /** Those that failed, at first at least. */
  readonly notGreen: readonly TestResult[];
  /** What of the reports could not be read. */
  readonly problems: readonly string[];
};

export type ImageJson = {
  readonly key: string;
  readonly kind: 'build' | 'pull';
  readonly state: ImageSummary['state'];
  readonly id?: string;
  /** What a registry calls it, `postgres@sha256:…`, where it came from one. */
  readonly digest?: string;
  /** What it was built on, as far as that is known. */
  readonly bases?: readonly BaseDigest[];
  readonly cached: boolean;
  readonly durationMs?: number;
  readonly problem?: Problem;
};

/** What belongs to an outcome besides the exit code. */
export type FactsOf<Kind extends OutcomeKind> = Omit<Extract<Outcome, { readonly kind: Kind }>, 'kind' | 'exitCode'>;
type OutcomeFacts = { [Kind in OutcomeKind]: keyof FactsOf<Kind> extends never ? never : FactsOf<Kind> }[OutcomeKind];

/** What `run.json` holds. */
export function runJson(summary: Summary, tests: RunTests = new Map()): RunJson {
  const { run, plan, engine, jobs, startedAt, finishedAt, cancelReason, mergedFrom } = summary;
  return {
    schemaVersion: 1,
    run,
    name: plan.name,
    state: finishedAt !== undefined ? 'finished' : startedAt !== undefined ? 'running' : 'waiting',
    ...timesJson(summary),
    ...(summary.purpose && { purpose: summary.purpose }),
    ...(summary.source && { source: summary.source }),
    ...(plan.source === 'mounted' && { mounted: true as const }),
    ...(engine && { engine }),
    jobs,
    ...(finishedAt !== undefined && { exitCode: exitCode(summary) }),
    ...(cancelReason && { cancelReason }),
    counts: summary.counts,
    cells: summary.cells.map((cell) => cellJson(cell, tests.get(cell.cell.id))),
    images: summary.images.map(imageJson),
    leftOvers: summary.leftOvers,
    ...(summary.kept.length > 0 && { kept: summary.kept }),
    ...(plan.shard && { shard: shardJson(plan.shard) }),
    ...(mergedFrom && { mergedFrom: mergedFrom.map(mergedJson) }),
    ...(summary.compared && { compared: summary.compared }),
  };
}

function timesJson({ startedAt, finishedAt }: Pick<Summary, 'startedAt' | 'finishedAt'>) {
  return {
    ...(startedAt !== undefined && { startedAt: iso(startedAt) }),
    ...(finishedAt !== undefined && { finishedAt: iso(finishedAt) }),
  };
}

function shardJson({ index, count, cut }: ShardJson): ShardJson {
  return { index, count, cut };
}

function mergedJson({ run, shard, engine, jobs, cells, ...times }: MergedRun): MergedJson {
  return {
    run,
    ...(shard && { shard: shardJson(shard) }),
    ...timesJson(times),
    ...(engine && { engine }),
    jobs,
    cells,
  };
}

function cellJson(summary: CellSummary, tests: CellTests | undefined): CellJson {
  const { cell, outcome } = summary;
  return {
    id: cell.id,
    index: cell.index,
    values: cell.values,
    allowFailure: cell.allowFailure,
    state: summary.state,
    ...(outcome && outcomeJson(outcome)),
    durationMs: summary.durationMs,
    attempts: summary.attempts,
    ...(summary.failedAttempts.length > 0 && { failedAttempts: summary.failedAttempts.map(failedAttemptJson) }),
    phases: summary.phases.map(({ name, attempt, start, end }) => ({
      name,
      attempt,
      start: iso(start),
      ...(end !== undefined && { end: iso(end) }),
    })),
    ...(tests && { tests: testsJson(tests) }),
  };
}

function failedAttemptJson({ attempt, outcome, durationMs }: FailedAttempt): FailedAttemptJson {
  return { attempt, ...outcomeJson(outcome), durationMs };
}

function testsJson({ totals, notGreen, problems }: CellTests): TestsJson {
  const total = Object.values(totals).reduce((sum, count) => sum + count, 0);
  return { total, ...totals, notGreen, problems };
}

function outcomeJson(outcome: Outcome): Pick<FailedAttemptJson, 'outcome' | 'facts' | 'exitCode'> {
  const { kind, ...rest } = outcome;
  if ('exitCode' in rest) return { outcome: kind, exitCode: rest.exitCode };
  return {
    outcome: kind,
    ...(Object.keys(rest).length > 0 && { facts: rest }),
    ...((kind === 'passed' || kind === 'flaky') && { exitCode: 0 }),
  };
}

function imageJson({ image, state, id, digest, bases, cached, startedAt, endedAt, problem }: ImageSummary): ImageJson {
  return {
    key: image.key,
    kind: image.kind,
    state,
    ...(id !== undefined && { id }),
    ...(digest !== undefined && { digest }),
    ...(bases && { bases }),
    cached,
    ...(startedAt !== undefined && endedAt !== undefined && { durationMs: endedAt - startedAt }),
    ...(problem && { problem }),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
