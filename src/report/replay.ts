import type { RunEvent } from '../model/event.ts';
import { type Summary, summarize } from '../model/summary.ts';
import type { RunTests } from '../model/test-result.ts';
import type { Reporter } from './reporter.ts';

/**
 * Tells a run that is over to a reporter as it was told when it happened, without waiting. What is drawn as time goes on
 * is drawn once for each event. Returns the summary at the end; `start` is that of the run before anything happened.
 */
export function replay(events: readonly RunEvent[], start: Summary, tests: RunTests, reporter: Reporter): Summary {
  const summary = events.reduce((before, event) => {
    const after = summarize(before, event);
    reporter.event(event, after);
    reporter.tick(event.at);
    return after;
  }, start);
  reporter.restore();
  reporter.finish(summary, tests);
  return summary;
}
