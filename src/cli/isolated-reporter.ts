import type { OutputSource } from '../model/event.ts';
import type { Reporter } from '../report/reporter.ts';
import { notice } from './terminal.ts';

/** A reporter that breaks is told once and heard no more: what the run does must not hang on how it is shown. */
export function isolated(reporter: Reporter): Reporter {
  let broken = false;
  const guarded = (work: () => void) => {
    if (broken) return;
    try {
      work();
    } catch (error) {
      broken = true;
      notice(`The reporter failed and is switched off: ${error instanceof Error ? error.stack : String(error)}`);
    }
  };
  const { output } = reporter;
  return {
    event: (event, summary) => guarded(() => reporter.event(event, summary)),
    ...(output && { output: (source: OutputSource, bytes: Uint8Array) => guarded(() => output(source, bytes)) }),
    tick: (now) => guarded(() => reporter.tick(now)),
    finish: (summary, tests) => guarded(() => reporter.finish(summary, tests)),
    restore: () => guarded(() => reporter.restore()),
  };
}
