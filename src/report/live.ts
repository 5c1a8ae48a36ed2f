import type { Summary } from '../model/summary.ts';
import { createCanvas } from './canvas.ts';
import { finalReport } from './final-report.ts';
import { liveFrame } from './live-frame.ts';
import type { Reporter, ReportOptions } from './reporter.ts';
import type { Screen } from './screen.ts';

/**
 * For a terminal: one table, drawn again in place at every tick, and at the end the table of results with the
 * failures. Events only change what the next tick draws. After `restore` nothing is drawn
 * any more but the end, which still takes the place of the table.
 */
export function liveReporter(screen: Screen, options: ReportOptions = {}): Reporter {
  const canvas = createCanvas(screen);
  let latest: Summary | undefined;
  let over = false;
  return {
    event(_event, summary) {
      latest = summary;
    },
    tick(now) {
      if (latest && !over) canvas.draw(liveFrame(latest, now, screen, options.usual));
    },
    finish(summary, tests) {
      over = true;
      canvas.erase();
      canvas.restore();
      screen.write(finalReport(summary, screen, options, tests));
    },
    restore() {
      over = true;
      canvas.restore();
    },
  };
}
