// What a run has in hand before anything of it stands on the engine: the engine, the record and a reporter.

import { type Connection, connect } from '../docker/connect.ts';
import { createDockerEngine } from '../docker/docker-engine.ts';
import type { CellId } from '../model/cell.ts';
import type { EngineFacts, EpochMs, SourceRevision } from '../model/event.ts';
import type { RunId } from '../model/run-id.ts';
import { lockFileName } from '../plan/lock-file.ts';
import { createRecord, type RecordWriter } from '../record/create-record.ts';
import { type CellFolderOf, cellFoldersIn } from '../record/paths.ts';
import { usualTimes } from '../record/usual-times.ts';
import type { Reporter, ReportOptions } from '../report/reporter.ts';
import { shardLine } from '../report/shard-line.ts';
import { systemClock } from '../run/clock.ts';
import type { Engine } from '../run/engine.ts';
import { isolated } from './isolated-reporter.ts';
import type { LoadedPlan } from './load-plan.ts';
import { preflight } from './preflight.ts';
import type { ReporterName } from './reporter-names.ts';
import { chooseReporter } from './reporters.ts';
import { newRunId } from './run-id.ts';
import { sourceRevision } from './source-revision.ts';
import { notice } from './terminal.ts';
import { prepareReports, type ReportFiles, reportOptions, takesStdout } from './write-reports.ts';

export type BeginOptions = ReportFiles & {
  readonly reporter: ReporterName | undefined;
  /** What is tested, where that is not what the project's folder has now. */
  readonly source?: SourceRevision | undefined;
  /** The command that runs a cell of it again, where that is not `matrix run`. */
  readonly reproduce?: (cell: CellId) => string;
  /** Shows the run in the place of the reporter that is named. */
  readonly show?: Reporter;
};

export type BegunRun = {
  readonly id: RunId;
  readonly startedAt: EpochMs;
  readonly connection: Connection;
  readonly engine: Engine;
  readonly facts: EngineFacts;
  readonly source: SourceRevision | undefined;
  readonly record: RecordWriter;
  readonly folderOf: CellFolderOf;
  /** What its reports say beyond the summary. */
  readonly reports: ReportOptions;
  readonly reporter: Reporter;
  /** In a sentence each, what the record could not keep so far. */
  readonly notKept: readonly string[];
};

/** Makes sure that the run can go well, and opens its record. Throws a MatrixError where nothing could be started. */
export async function beginRun({ plan, file, unlocked = [] }: LoadedPlan, options: BeginOptions): Promise<BegunRun> {
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
  return { id, startedAt, connection, engine, facts, source, record, folderOf, reports, reporter, notKept };
}

function unlockedLine([first = '', ...more]: readonly string[]): string {
  const names = more.length === 0 ? first : `${first} and ${more.length} more`;
  return `${lockFileName} does not have ${names}: taken as the registry has it now; matrix lock adds what is missing`;
}
