import { eventLine } from './event-line.ts';
import { finalReport } from './final-report.ts';
import { printableOnGithub } from './printable.ts';
import type { Reporter, ReportOptions } from './reporter.ts';
import type { Screen } from './screen.ts';

/**
 * For the log of a GitHub Actions job: as plain, with the lines of a failure in a group that can be folded. No line
 * that came from a suite can be taken for a workflow command.
 */
export function githubReporter(screen: Screen, options: ReportOptions = {}): Reporter {
  const safe = (text: string) => text.split('\n').map(neutral).join('\n');
  return {
    event(event, summary) {
      const line = eventLine(event, summary, screen);
      if (!line) return;
      const text = `[${line.subject}] ${line.text}`;
      if (line.excerpt.length === 0) return screen.write(`${neutral(text)}\n`);
      const group = [
        `::group::${neutral(text)}`,
        ...line.excerpt.map((text) => `  ${printableOnGithub(text)}`.trimEnd()),
        '::endgroup::',
      ];
      screen.write(`${group.join('\n')}\n`);
    },
    tick() {},
    finish(summary, tests) {
      screen.write(`\n${safe(finalReport(summary, screen, options, tests))}`);
    },
    restore() {},
  };
}

/** Our own line, which may quote others: colours stay, commands do not. */
function neutral(line: string): string {
  return line.replace(/^(\s*):(?=:)/, '$1: ').replaceAll('##[', '# #[');
}
