// matrix report: a recorded run once more, as it was told when it ended, as it was told from its beginning, or as files;
// several as one.

import { MatrixError } from '../errors.ts';
import type { OutputSource } from '../model/event.ts';
import { emptySummary } from '../model/summary.ts';
import { readOutputEnd } from '../record/read-output.ts';
import { readTests } from '../record/read-tests.ts';
import { mostTailBytes } from '../report/cell-tails.ts';
import { finalReport } from '../report/final-report.ts';
import { printable } from '../report/printable.ts';
import { replay } from '../report/replay.ts';
import { readRuns } from './read-runs.ts';
import type { ReporterName } from './reporter-names.ts';
import { chooseReporter } from './reporters.ts';
import { notice, screenOf } from './terminal.ts';
import { prepareReports, type ReportFiles, reportOptions, takesStdout, writeReports } from './write-reports.ts';

/** With a reporter's name, every event is told again by it. */
export type ReportCommandOptions = ReportFiles & { readonly reporter: ReporterName | undefined };

/** Reports the named runs, or the newest. Throws a MatrixError where there is none, or where they cannot be told. */
export async function report(named: readonly string[], options: ReportCommandOptions): Promise<void> {
  await prepareReports(options);
  const { summary, folderOf, notes, record } = await readRuns(named, process.cwd());
  const tests = await readTests(folderOf, summary);
  const shown = reportOptions(folderOf, summary.file, summary.plan);
  const toStderr = takesStdout(options);
  if (options.reporter) {
    if (!record) {
      throw new MatrixError('usage', '--reporter tells one run again, and several are named', {
        hint: 'leave it out, or name one',
      });
    }
    const { events, plan, run, folder } = record;
    const reporter = chooseReporter(options.reporter, { toStderr, ...shown });
    // One byte more than is shown tells that there is more.
    const outputEnd = (source: OutputSource) => readOutputEnd(folder, plan, source, mostTailBytes + 1);
    replay(events, emptySummary(plan, run), tests, reporter, outputEnd);
  } else {
    const screen = screenOf(toStderr ? process.stderr : process.stdout);
    screen.write(finalReport(summary, screen, shown, tests));
  }
  for (const note of notes) notice(printable(note));
  await writeReports(options, folderOf, summary, tests, shown);
}
