import { type CellTails, cellTails } from './cell-tails.ts';
import { type EventLine, eventLine } from './event-line.ts';
import { finalReport } from './final-report.ts';
import { printableOnGithub, withoutCommands } from './printable.ts';
import type { Reporter, ReportOptions } from './reporter.ts';
import type { Screen } from './screen.ts';

/**
 * For the log of a GitHub Actions job: as plain, and when a cell ends, what its suite printed in a group that can be
 * folded. A group is written at once, so that cells side by side never tear it. No line that came from a suite can be
 * taken for a workflow command.
 */
export function githubReporter(screen: Screen, options: ReportOptions = {}): Reporter {
  const tails = cellTails();
  return {
    event(event, summary) {
      const line = eventLine(event, summary, screen);
      if (!line) return;
      const output = event.type === 'cell-finished' ? outputOf(tails, event.cell, options) : [];
      screen.write(entry(line, output.length > 0 ? output : line.excerpt));
    },
    output: tails.push,
    tick() {},
    finish(summary, tests) {
      screen.write(`\n${finalReport(summary, screen, options, tests)}`);
    },
    restore() {},
  };
}

function entry({ subject, text }: EventLine, lines: readonly string[]): string {
  const title = withoutCommands(`[${subject}] ${text}`);
  if (lines.length === 0) return `${title}\n`;
  const folded = lines.map((line) => `  ${printableOnGithub(line)}`.trimEnd());
  return `${[`::group::${title}`, ...folded, '::endgroup::'].join('\n')}\n`;
}

/** What the suite printed, or the end of it. */
function outputOf(tails: CellTails, cell: string, { logPath }: ReportOptions): readonly string[] {
  const { lines, attempt, whole } = tails.take(cell);
  if (whole) return lines;
  const log = logPath?.({ cell, attempt, source: 'test' });
  return [`(only the end of it${log === undefined ? '' : `; all of it is in ${log}`})`, ...lines];
}
