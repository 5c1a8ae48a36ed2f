// The watcher's own process. While the run lives it only waits, so it loads nothing before there is something to do.

import { setTimeout as delay } from 'node:timers/promises';
import { askEngine } from '../docker/ask-engine.ts';
import { readDuty } from './read-duty.ts';
import { sweepRun } from './sweep-run.ts';

/** An engine that is busy with what a dead run had under way takes its time for a removal. */
const patienceMs = 30_000;

// They are meant for the run, which cleans up after itself; its end is what counts here.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const duty = await readDuty(process.stdin).catch(() => undefined);
// A timer does not count the time that a machine sleeps; what is kept longer than was asked for does no harm.
if (duty?.afterMs !== undefined) await delay(duty.afterMs);
if (duty) await sweepRun(askEngine(duty.endpoint, patienceMs), duty);
