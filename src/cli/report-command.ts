// matrix report: a recorded run once more, as it was told when it ended, or as a file.

import { readRecord } from '../record/read-record.ts';
import { readTests } from '../record/read-tests.ts';
import { finalReport } from '../report/final-report.ts';
import { findRun } from './find-run.ts';
import { screenOf } from './terminal.ts';
import { type ReportFiles, reportOptions, takesStdout, writeReports } from './write-reports.ts';

/** Reports the named run, or the newest. Throws a MatrixError where there is none, or where it cannot be read. */
export async function report(named: string | undefined, files: ReportFiles): Promise<void> {
  const { folder, plan, summary } = await readRecord(await findRun(named, process.cwd()));
  const tests = await readTests(folder, plan);
  const options = reportOptions(folder, plan, summary.file);
  const screen = screenOf(takesStdout(files) ? process.stderr : process.stdout);
  screen.write(finalReport(summary, screen, options, tests));
  await writeReports(files, folder, summary, tests, options);
}
