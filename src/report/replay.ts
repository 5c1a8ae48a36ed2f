import type { OutputSource, RunEvent } from '../model/event.ts';
import { type Summary, summarize } from '../model/summary.ts';
import type { RunTests } from '../model/test-result.ts';
import type { Reporter } from './reporter.ts';

/** What a stream of the run ended with, at least as much of it as reporters show. */
export type OutputEnd = (source: OutputSource) => Uint8Array;

/**
 * Tells a run that is over to a reporter as it was told when it happened, without waiting. What is drawn as time goes on
 * is drawn once for each event. Returns the summary at the end; `start` is that of the run before anything happened.
 */
export function replay(
  events: readonly RunEvent[],
  start: Summary,
  tests: RunTests,
  reporter: Reporter,
  outputEnd: OutputEnd = () => new Uint8Array(),
): Summary {
  const summary = events.reduce((before, event) => {
    const after = summarize(before, event);
    if (event.type === 'cell-finished') printAgain(event.cell, after, reporter, outputEnd);
    reporter.event(event, after);
    reporter.tick(event.at);
    return after;
  }, start);
  reporter.restore();
  reporter.finish(summary, tests);
  return summary;
}

/** What the suite of a cell printed, before its end: when it did is not recorded, and not shown. */
function printAgain(id: string, { cells }: Summary, reporter: Reporter, outputEnd: OutputEnd): void {
  if (!reporter.output) return;
  const last = cells.find(({ cell }) => cell.id === id)?.attempt ?? 0;
  for (let attempt = 1; attempt <= last; attempt++) {
    const source: OutputSource = { cell: id, attempt, source: 'test' };
    const bytes = outputEnd(source);
    if (bytes.length > 0) reporter.output(source, bytes);
  }
}
