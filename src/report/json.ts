import { jsonText } from './json-text.ts';
import type { Reporter } from './reporter.ts';
import type { Screen } from './screen.ts';

/** For programs: every event as one line of JSON, as in the record's `events.ndjson`. */
export function jsonReporter(screen: Pick<Screen, 'write'>): Reporter {
  return {
    event(event) {
      screen.write(`${jsonText(event)}\n`);
    },
    tick() {},
    finish() {},
    restore() {},
  };
}
