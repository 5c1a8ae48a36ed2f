// matrix report: a recorded run once more, as it was told when it ended, as it was told from its beginning, or as files.

import type { OutputSource } from '../model/event.ts';
import { emptySummary } from '../model/summary.ts';
import { readOutputEnd } from '../record/read-output.ts';
import { readRecord } from '../record/read-record.ts';
import { readTests } from '../record/read-tests.ts';
import { mostTailBytes } from '../report/cell-tails.ts';
import { finalReport } from '../report/final-report.ts';
import { replay } from '../report/replay.ts';
import { findRun } from './find-run.ts';
import type { ReporterName } from './reporter-names.ts';
import { chooseReporter } from './reporters.ts';
import { screenOf } from './terminal.ts';
import { type ReportFiles, reportOptions, takesStdout, writeReports } from './write-reports.ts';

/** With a reporter's name, every event is told again by it. */
export type ReportCommandOptions = ReportFiles & { readonly reporter: ReporterName | undefined };

/** Reports the named run, or the newest. Throws a MatrixError where there is none, or where it cannot be read. */
export async function report(named: string | undefined, options: ReportCommandOptions): Promise<void> {
  const { folder, plan, run, events, summary } = await readRecord(await findRun(named, process.cwd()));
  const tests = await readTests(folder, plan);
  const shown = reportOptions(folder, plan, summary.file);
  const toStderr = takesStdout(options);
  if (options.reporter) {
    const reporter = chooseReporter(options.reporter, { toStderr, ...shown });
    // One byte more than is shown tells that there is more.
    const outputEnd = (source: OutputSource) => readOutputEnd(folder, plan, source, mostTailBytes + 1);
    replay(events, emptySummary(plan, run), tests, reporter, outputEnd);
  } else {
    const screen = screenOf(toStderr ? process.stderr : process.stdout);
    screen.write(finalReport(summary, screen, shown, tests));
  }
  await writeReports(options, folder, summary, tests, shown);
}
