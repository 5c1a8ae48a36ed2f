// matrix run: the plan, the engine, the record and a reporter, put together.

import { relative } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { connect } from '../docker/connect.ts';
import { createDockerEngine } from '../docker/docker-engine.ts';
import { MatrixError } from '../errors.ts';
import type { CellId } from '../model/cell.ts';
import type { OutputSource, Purpose, RunEvent, SourceRevision } from '../model/event.ts';
import type { CancelReason } from '../model/outcome.ts';
import { emptySummary, exitCode, type Summary, summarize } from '../model/summary.ts';
import type { RunTests } from '../model/test-result.ts';
import { lockFileName } from '../plan/lock-file.ts';
import { createRecord } from '../record/create-record.ts';
import { cellFoldersIn } from '../record/paths.ts';
import { usualTimes } from '../record/usual-times.ts';
import { formatDuration } from '../report/duration.ts';
import { largeRecordLine } from '../report/large-record.ts';
import type { Reporter, ReportOptions } from '../report/reporter.ts';
import { shardLine } from '../report/shard-line.ts';
import { type Cancellation, createCancellation } from '../run/cancellation.ts';
import { systemClock } from '../run/clock.ts';
import type { Keep } from '../run/context.ts';
import { autoJobs, runPlan } from '../run/run.ts';
import { startCollection } from './collect-images.ts';
import { compareRun } from './compare-run.ts';
import { guardRun } from './guard-run.ts';
import { ledgerFolder, useOf } from './image-ledger.ts';
import type { LoadedPlan } from './load-plan.ts';
import { currentOwner } from './owner.ts';
import { preflight } from './preflight.ts';
import type { ReporterName } from './reporter-names.ts';
import { chooseReporter } from './reporters.ts';
import { newRunId } from './run-id.ts';
import { onSignals } from './signals.ts';
import { sourceRevision } from './source-revision.ts';
import { notice, onOutputLost } from './terminal.ts';
import { prepareReports, type ReportFiles, reportOptions, takesStdout, writeReports } from './write-reports.ts';

export type RunOptions = ReportFiles & {
  readonly reporter: ReporterName | undefined;
  readonly keep: Keep;
  /** How long what is kept stays; until it is ended where that is undefined. */
  readonly keepForMs?: number | undefined;
  /** The folder that the plan's paths are below, where that is not the one whose record this becomes. */
  readonly root?: string;
  /** What is tested, where that is not what the project's folder has now. */
  readonly source?: SourceRevision | undefined;
  /** Undefined for a run of the matrix. */
  readonly purpose?: Purpose;
  /** The command that runs a cell of it again, where that is not `matrix run`. */
  readonly reproduce?: (cell: CellId) => string;
  /** Shows the run in the place of the reporter that is named. */
  readonly show?: Reporter;
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
export async function runToEnd(
  { plan, file, secrets, unlocked = [] }: LoadedPlan,
  options: RunOptions,
): Promise<EndedRun> {
  // What a run keeps is bounded; left to itself the engine of JavaScript lets several times as much of rubbish stand.
  setFlagsFromString('--optimize-for-size');
  await prepareReports(options);
  const startedAt = systemClock.now();
  const id = newRunId(startedAt);
  const connection = await connect(process.env);
  const engine = createDockerEngine(connection);
  const revision = 'source' in options ? Promise.resolve(options.source) : sourceRevision(file.projectRoot);
  const needed = plan.cells.filter(({ allowFailure }) => !allowFailure);
  const facts = await preflight(connection, engine, { cells: needed, root: file.projectRoot });

  // Other machines have to say the same cut.
  if (plan.shard) notice(shardLine(plan) ?? '');
  if (unlocked.length > 0) notice(unlockedLine(unlocked));
  const source = await revision;
  const usual = await usualTimes(file.projectRoot, plan.name);
  // Told at the end: a line in between would tear the live table.
  const notKept: string[] = [];
  const record = await createRecord(file.projectRoot, id, plan, { onTrouble: (sentence) => notKept.push(sentence) });
  const folderOf = cellFoldersIn(record.folder, plan);
  const reports = {
    ...reportOptions(folderOf, options.reproduce ? undefined : file.shown, plan),
    ...(options.reproduce ? { reproduce: options.reproduce } : {}),
  };
  const toStderr = takesStdout(options);
  const reporter = isolated(options.show ?? chooseReporter(options.reporter, { toStderr, usual, ...reports }));

  const cancellation = options.cancellation ?? createCancellation();
  const stopListening = onSignals({
    cancel: (reason) => cancellation.cancel(reason),
    force: (reason) => {
      reporter.restore();
      notice('\nNot waiting for the clean-up: what is left goes on being removed in the background');
      process.exit(reason === 'terminated' ? 143 : 130);
    },
  });
  const before = options.cancelled?.();
  if (before) cancellation.cancel(before);
  // Nobody sees any more what happens, but what was made has to go all the same.
  onOutputLost(() => cancellation.cancel('terminated'));
  const restore = () => reporter.restore();
  process.once('exit', restore);
  const guard = guardRun(connection, id);
  const collection = await startCollection(
    connection,
    ledgerFolder(process.env),
    useOf(plan, { run: id, engine: facts.address, project: file.projectRoot, at: startedAt, isRun: true }),
  );
  const ticker = setInterval(() => reporter.tick(systemClock.now()), ticksEveryMs);

  let summary: Summary = emptySummary(plan, id);
  let tests: RunTests;
  try {
    await runPlan({
      plan,
      run: id,
      file: file.shown,
      root: options.root ?? file.projectRoot,
      ...(options.purpose ? { purpose: options.purpose } : {}),
      ...(source ? { source } : {}),
      engine,
      facts,
      owner: currentOwner(id, file.projectRoot),
      jobs: plan.run.jobs === 'auto' ? autoJobs(plan, facts) : plan.run.jobs,
      secrets,
      clock: systemClock,
      cancellation,
      keep: options.keep,
      ...(options.first ? { first: options.first } : {}),
      // A source that was mounted in another run is not what its plan has the digest of.
      ...('source' in options && plan.source === 'mounted'
        ? {}
        : { compare: () => compareRun(file.projectRoot, summary) }),
      sink: {
        event(event: RunEvent) {
          summary = summarize(summary, event);
          record.event(event);
          if (event.type === 'kept') guard.keep(event.cell);
          reporter.event(event, summary);
        },
        output(source, bytes) {
          reporter.output?.(source, bytes);
          return record.output(source, bytes);
        },
        file: record.file,
        closeOutput: record.closeOutput,
      },
    });
  } finally {
    clearInterval(ticker);
    tests = await record.close();
    reporter.restore();
    process.off('exit', restore);
    stopListening();
  }
  reporter.finish(summary, tests);
  await collection.end();
  const keptForMs = summary.kept.length > 0 ? options.keepForMs : undefined;
  if (keptForMs !== undefined) notice(`They stand for ${formatDuration(keptForMs)}, and end by themselves`);
  const isClean = summary.leftOvers.length === 0;
  for (const line of await guard.end({ isClean, ...(keptForMs === undefined ? {} : { keptForMs }) })) notice(line);
  const { bytes, largest } = record.size();
  const large = largeRecordLine(bytes, largest && { ...largest, path: relative(process.cwd(), largest.path) });
  if (large !== undefined) notice(large);
  await writeReports(options, folderOf, summary, tests, reports).catch((error: unknown) => tellOf(summary, error));
  if (notKept.length > 0) tellOf(summary, notWhole(notKept));
  return { summary, tests, folder: record.folder, reports };
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

function unlockedLine([first = '', ...more]: readonly string[]): string {
  const names = more.length === 0 ? first : `${first} and ${more.length} more`;
  return `${lockFileName} does not have ${names}: taken as the registry has it now; matrix lock adds what is missing`;
}

/** A reporter that breaks is told once and heard no more: what the run does must not hang on how it is shown. */
function isolated(reporter: Reporter): Reporter {
  let broken = false;
  const guarded = (work: () => void) => {
    if (broken) return;
    try {
      work();
    } catch (error) {
      broken = true;
      notice(`The reporter failed and is switched off: ${error instanceof Error ? error.stack : String(error)}`);
    }
  };
  const { output } = reporter;
  return {
    event: (event, summary) => guarded(() => reporter.event(event, summary)),
    ...(output && { output: (source: OutputSource, bytes: Uint8Array) => guarded(() => output(source, bytes)) }),
    tick: (now) => guarded(() => reporter.tick(now)),
    finish: (summary, tests) => guarded(() => reporter.finish(summary, tests)),
    restore: () => guarded(() => reporter.restore()),
  };
}
