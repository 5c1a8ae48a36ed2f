// The watcher's own process. While the run lives it only waits, so it loads nothing before there is something to do.

import { askEngine } from '../docker/ask-engine.ts';
import { readDuty } from './read-duty.ts';
import { standsFor } from './stands-for.ts';
import { sweepRun } from './sweep-run.ts';

/** An engine that is busy with what a dead run had under way takes its time for a removal. */
const patienceMs = 30_000;

// They are meant for the run, which cleans up after itself; its end is what counts here.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const duty = await readDuty(process.stdin).catch(() => undefined);
if (duty) {
  const ask = askEngine(duty.endpoint, patienceMs);
  if (duty.afterMs === undefined || (await standsFor(ask, duty.run, duty.afterMs))) await sweepRun(ask, duty);
}
