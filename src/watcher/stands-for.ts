// Waits until the time of kept cells is over and nobody is in them, or until somebody has ended them before.

import type { Ask } from '../docker/ask-engine.ts';
import { holdsLabel, runLabel } from '../docker/labels.ts';
import type { RunId } from '../model/run-id.ts';
import { systemTime, type Time } from './sweep-run.ts';

const betweenLooksMs = 10_000;
/** Their time is over, and somebody is still in one. */
const betweenLastLooksMs = 2_000;
/** An engine that is away for so many looks is not waited for: what it has is for `matrix clean`. */
const mostUnanswered = 60;

/**
 * Resolves after `afterMs` milliseconds with true where something of the run still stands, and before that with false
 * once nothing does. Whoever is in a kept cell then is waited for. A clock that does not count the time that a machine
 * sleeps only keeps it longer, which does no harm.
 */
export async function standsFor(ask: Ask, run: RunId, afterMs: number, time: Time = systemTime): Promise<boolean> {
  const until = time.now() + afterMs;
  let unanswered = 0;
  for (;;) {
    const left = until - time.now();
    await time.pause(left > 0 ? Math.min(betweenLooksMs, left) : betweenLastLooksMs);
    const isOver = time.now() >= until;
    const state = await stateOf(ask, run, isOver).catch(() => 'unknown' as const);
    if (state === 'gone') return false;
    if (isOver && state !== 'held') return true;
    unanswered = state === 'unknown' ? unanswered + 1 : 0;
    if (unanswered === mostUnanswered) return false;
  }
}

/** The network of a cell is the last of it to go. Rejects where the engine does not answer. */
async function stateOf(ask: Ask, run: RunId, isOver: boolean): Promise<'gone' | 'stands' | 'held'> {
  const networks = await listed(ask, '/networks', `${runLabel}=${run}`);
  if (networks === 0) return 'gone';
  // Who is in a cell removes this mark at its end, or has it removed by a watcher of its own.
  return isOver && (await listed(ask, '/volumes', `${holdsLabel}=${run}`)) > 0 ? 'held' : 'stands';
}

async function listed(ask: Ask, kind: '/networks' | '/volumes', label: string): Promise<number> {
  const { status, body } = await ask(
    'GET',
    `${kind}?filters=${encodeURIComponent(JSON.stringify({ label: [label] }))}`,
  );
  const { Volumes: things = body } = (body ?? {}) as { readonly Volumes?: unknown };
  if (status === 200 && (Array.isArray(things) || things === null)) return things?.length ?? 0;
  throw new Error(`the engine answers ${status}`);
}
