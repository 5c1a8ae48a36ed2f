import { eventLine } from './event-line.ts';
import { finalReport } from './final-report.ts';
import { glyphs } from './glyphs.ts';
import { palette } from './palette.ts';
import { withoutCommands } from './printable.ts';
import type { Reporter, ReportOptions } from './reporter.ts';
import type { Screen } from './screen.ts';

/** For logs and pipes: a line an event that matters, led by the cell it is about; then the table and the failures. */
export function plainReporter(screen: Screen, options: ReportOptions = {}): Reporter {
  const paint = palette(screen.colour);
  const { gutter } = glyphs(screen.unicode);
  return {
    event(event, summary) {
      const line = eventLine(event, summary, screen);
      if (!line) return;
      const lead = paint.dim(`[${line.subject}]`);
      screen.write(withoutCommands(`${lead} ${line.text}\n`));
      for (const text of line.excerpt)
        screen.write(withoutCommands(`${`${lead} ${paint.dim(gutter)} ${text}`.trimEnd()}\n`));
    },
    tick() {},
    finish(summary, tests) {
      screen.write(`\n${finalReport(summary, screen, options, tests)}`);
    },
    restore() {},
  };
}
