// Waits until the time of kept cells is over, or until somebody has ended them before.

import type { Ask } from '../docker/ask-engine.ts';
import { runLabel } from '../docker/labels.ts';
import type { RunId } from '../model/run-id.ts';
import { systemTime, type Time } from './sweep-run.ts';

const betweenLooksMs = 10_000;
/** An engine that is away for so many looks is not waited for: what it has is for `matrix clean`. */
const mostUnanswered = 60;

/**
 * Resolves after `afterMs` milliseconds with true where something of the run still stands, and before that with false
 * once nothing does. A clock that does not count the time that a machine sleeps only keeps it longer, which does no harm.
 */
export async function standsFor(ask: Ask, run: RunId, afterMs: number, time: Time = systemTime): Promise<boolean> {
  const until = time.now() + afterMs;
  let unanswered = 0;
  while (time.now() < until) {
    await time.pause(Math.min(betweenLooksMs, until - time.now()));
    const stands = await anythingOf(ask, run).catch(() => undefined);
    if (stands === false) return false;
    unanswered = stands === undefined ? unanswered + 1 : 0;
    if (unanswered === mostUnanswered) return false;
  }
  return true;
}

/** The network of a cell is the last of it to go. Rejects where the engine does not answer. */
async function anythingOf(ask: Ask, run: RunId): Promise<boolean> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${runLabel}=${run}`] }));
  const { status, body } = await ask('GET', `/networks?filters=${filters}`);
  if (status !== 200 || !Array.isArray(body)) throw new Error(`the engine answers ${status}`);
  return body.length > 0;
}
