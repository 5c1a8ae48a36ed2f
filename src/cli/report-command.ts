// matrix report: recorded runs once more, as one was told when it ended, or as a file; several as one.

import { relative } from 'node:path';
import type { Summary } from '../model/summary.ts';
import { mergeRecords } from '../record/merge-records.ts';
import { type CellFolderOf, cellFoldersIn } from '../record/paths.ts';
import { readRecord } from '../record/read-record.ts';
import { readTests } from '../record/read-tests.ts';
import { finalReport } from '../report/final-report.ts';
import { printable } from '../report/printable.ts';
import { findRun, findRuns, isRun } from './find-run.ts';
import { notice, screenOf } from './terminal.ts';
import { type ReportFiles, reportOptions, takesStdout, writeReports } from './write-reports.ts';

/**
 * Reports the named run, or the newest; where several are named, or a folder of them, all of them as one. Throws a
 * MatrixError where there is none, where one cannot be read, or where they are not of one whole.
 */
export async function report(named: readonly string[], files: ReportFiles): Promise<void> {
  const { summary, folderOf, notes } = await told(named, process.cwd());
  const tests = await readTests(folderOf, summary.plan);
  const options = reportOptions(folderOf, summary.file);
  const screen = screenOf(takesStdout(files) ? process.stderr : process.stdout);
  screen.write(finalReport(summary, screen, options, tests));
  for (const note of notes) notice(printable(note));
  await writeReports(files, folderOf, summary, tests, options);
}

type Told = { readonly summary: Summary; readonly folderOf: CellFolderOf; readonly notes: readonly string[] };

async function told(named: readonly string[], cwd: string): Promise<Told> {
  const [name] = named;
  if (named.length <= 1 && (name === undefined || isRun(name, cwd))) return one(await findRun(name, cwd));
  const [first, ...others] = await findRuns(named, cwd);
  if (first === undefined) return one(await findRun(name, cwd));
  const folders = [first, ...others].map((folder) => relative(cwd, folder) || folder);
  const [record, ...records] = await Promise.all(folders.map(readRecord));
  if (!record) return one(first);
  return records.length === 0 && !record.plan.shard ? one(first) : mergeRecords([record, ...records]);
}

async function one(folder: string): Promise<Told> {
  const { plan, summary } = await readRecord(folder);
  return { summary, folderOf: cellFoldersIn(folder, plan), notes: [] };
}
