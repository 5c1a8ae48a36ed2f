// matrix run: a run is begun, watched over while its plan is executed, and told of when it is over.

import { relative } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { MatrixError } from '../errors.ts';
import type { CellId } from '../model/cell.ts';
import type { Purpose } from '../model/event.ts';
import type { CancelReason } from '../model/outcome.ts';
import { emptySummary, exitCode, type Summary, summarize } from '../model/summary.ts';
import type { RunTests } from '../model/test-result.ts';
import { formatDuration } from '../report/duration.ts';
import { largeRecordLine } from '../report/large-record.ts';
import type { Reporter, ReportOptions } from '../report/reporter.ts';
import { type Cancellation, createCancellation } from '../run/cancellation.ts';
import { systemClock } from '../run/clock.ts';
import type { Keep } from '../run/context.ts';
import { autoJobs, runPlan } from '../run/run.ts';
import { type BeginOptions, type BegunRun, beginRun } from './begin-run.ts';
import { startCollection } from './collect-images.ts';
import { compareRun } from './compare-run.ts';
import { type Guard, guardRun } from './guard-run.ts';
import { ledgerFolder, useOf } from './image-ledger.ts';
import type { LoadedPlan } from './load-plan.ts';
import { currentOwner } from './owner.ts';
import { onSignals } from './signals.ts';
import { notice, onOutputLost } from './terminal.ts';
import { writeReports } from './write-reports.ts';

export type RunOptions = BeginOptions & {
  readonly keep: Keep;
  /** How long what is kept stays; until it is ended where that is undefined. */
  readonly keepForMs?: number | undefined;
  /** The folder that the plan's paths are below, where that is not the one whose record this becomes. */
  readonly root?: string;
  /** Undefined for a run of the matrix. */
  readonly purpose?: Purpose;
  /** Whether a signal has come before the run listens to any. */
  readonly cancelled?: () => CancelReason | undefined;
  /** By which the run may be ended beside signals. */
  readonly cancellation?: Cancellation;
  /** The cells that begin before the others. */
  readonly first?: ReadonlySet<CellId>;
};

/** Redrawing more often than that is not seen. */
const ticksEveryMs = 100;

/** A run that is over: what is known of it, and what its reports say beyond that. */
export type EndedRun = {
  readonly summary: Summary;
  readonly tests: RunTests;
  /** The record's folder, absolute. */
  readonly folder: string;
  readonly reports: ReportOptions;
};

/** Runs the plan and returns the exit code. Throws a MatrixError where nothing could be started. */
export async function run(loaded: LoadedPlan, options: RunOptions): Promise<number> {
  return exitCode((await runToEnd(loaded, options)).summary);
}

/** Runs the plan and returns what became of it. Throws a MatrixError where nothing could be started. */
export async function runToEnd(loaded: LoadedPlan, options: RunOptions): Promise<EndedRun> {
  // What a run keeps is bounded; left to itself the engine of JavaScript lets several times as much of rubbish stand.
  setFlagsFromString('--optimize-for-size');
  const begun = await beginRun(loaded, options);
  const { plan, file } = loaded;
  const { id, connection, facts, startedAt, record, reports, folderOf, reporter } = begun;
  const cancellation = options.cancellation ?? createCancellation();
  const stopListening = listen(cancellation, reporter, options.cancelled?.());
  const guard = guardRun(connection, id);
  const collection = await startCollection(
    connection,
    ledgerFolder(process.env),
    useOf(plan, { run: id, engine: facts.address, project: file.projectRoot, at: startedAt, isRun: true }),
  );
  let ended: Awaited<ReturnType<typeof execute>>;
  try {
    ended = await execute(loaded, options, { begun, cancellation, guard });
  } finally {
    stopListening();
  }
  const { summary, tests } = ended;
  reporter.finish(summary, tests);
  await collection.end();
  for (const line of await endGuard(guard, summary, options.keepForMs)) notice(line);
  const { bytes, largest } = record.size();
  const large = largeRecordLine(bytes, largest && { ...largest, path: relative(process.cwd(), largest.path) });
  if (large !== undefined) notice(large);
  await writeReports(options, folderOf, summary, tests, reports).catch((error: unknown) => tellOf(summary, error));
  if (begun.notKept.length > 0) tellOf(summary, notWhole(begun.notKept));
  return { summary, tests, folder: record.folder, reports };
}

/** Executes the plan while it is shown and recorded; both are at their end when it resolves or rejects. */
async function execute(
  { plan, file, secrets }: LoadedPlan,
  { keep, root = file.projectRoot, purpose, first, ...options }: RunOptions,
  {
    begun,
    cancellation,
    guard,
  }: { readonly begun: BegunRun; readonly cancellation: Cancellation; readonly guard: Guard },
): Promise<Pick<EndedRun, 'summary' | 'tests'>> {
  const { id, engine, facts, source, record, reporter } = begun;
  let summary = emptySummary(plan, id);
  let tests: RunTests;
  const ticker = setInterval(() => reporter.tick(systemClock.now()), ticksEveryMs);
  try {
    await runPlan({
      plan,
      run: id,
      file: file.shown,
      root,
      ...(purpose ? { purpose } : {}),
      ...(source ? { source } : {}),
      engine,
      facts,
      owner: currentOwner(id, file.projectRoot),
      jobs: plan.run.jobs === 'auto' ? autoJobs(plan, facts) : plan.run.jobs,
      secrets,
      clock: systemClock,
      cancellation,
      keep,
      ...(first ? { first } : {}),
      // A source that was mounted in another run is not what its plan has the digest of.
      ...('source' in options && plan.source === 'mounted'
        ? {}
        : { compare: () => compareRun(file.projectRoot, summary) }),
      sink: {
        event(event) {
          summary = summarize(summary, event);
          record.event(event);
          if (event.type === 'kept') guard.keep(event.cell);
          reporter.event(event, summary);
        },
        output(from, bytes) {
          reporter.output?.(from, bytes);
          return record.output(from, bytes);
        },
        file: record.file,
        closeOutput: record.closeOutput,
      },
    });
  } finally {
    clearInterval(ticker);
    tests = await record.close();
    reporter.restore();
  }
  return { summary, tests };
}

/** Ends the run by signals, or at once by one that has come `before`. Returns what takes the listening back. */
function listen(cancellation: Cancellation, reporter: Reporter, before: CancelReason | undefined): () => void {
  const restore = () => reporter.restore();
  const stop = onSignals({
    cancel: (reason) => cancellation.cancel(reason),
    force: (reason) => {
      restore();
      notice('\nNot waiting for the clean-up: what is left goes on being removed in the background');
      process.exit(reason === 'terminated' ? 143 : 130);
    },
  });
  if (before) cancellation.cancel(before);
  // Nobody sees any more what happens, but what was made has to go all the same.
  onOutputLost(() => cancellation.cancel('terminated'));
  process.once('exit', restore);
  return () => {
    process.off('exit', restore);
    stop();
  };
}

/** The sentences with which the guard of a run that is over ends. */
function endGuard(guard: Guard, summary: Summary, keepForMs: number | undefined): Promise<readonly string[]> {
  const isClean = summary.leftOvers.length === 0;
  if (summary.kept.length === 0 || keepForMs === undefined) return guard.end({ isClean });
  notice(`They stand for ${formatDuration(keepForMs)}, and end by themselves`);
  return guard.end({ isClean, keptForMs: keepForMs });
}

/** What the suites came to is told by the exit code; only where that would be 0 is this what has gone wrong. */
function tellOf(summary: Summary, error: unknown): void {
  if (!(error instanceof MatrixError) || exitCode(summary) === 0) throw error;
  notice(`matrix: ${error.message}`);
}

function notWhole(sentences: readonly string[]): MatrixError {
  return new MatrixError('engine', `The record of this run is not whole: ${sentences.join('; ')}`, {
    hint: 'make room there, and run it again',
  });
}
