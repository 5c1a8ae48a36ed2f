// Why a run is being ended before its time. Urgency only rises: the reason of a Ctrl-C is not lost to the fail-fast
// that came before it, and the other way round cannot happen.

import { type CancelReason, cancelReasons } from '../model/outcome.ts';

export type Cancellation = {
  /** Aborts at the first cancel. */
  readonly signal: AbortSignal;
  readonly reason: CancelReason | undefined;
  cancel(reason: CancelReason): void;
  /** Calls back at each rise of the reason. */
  onRise(listener: (reason: CancelReason) => void): void;
};

/** A run that nobody has cancelled yet. */
export function createCancellation(): Cancellation {
  const controller = new AbortController();
  const listeners: ((reason: CancelReason) => void)[] = [];
  let current: CancelReason | undefined;
  return {
    signal: controller.signal,
    get reason() {
      return current;
    },
    cancel(reason) {
      if (current !== undefined && cancelReasons.indexOf(reason) <= cancelReasons.indexOf(current)) return;
      current = reason;
      for (const listener of listeners) listener(reason);
      controller.abort();
    },
    onRise(listener) {
      listeners.push(listener);
    },
  };
}

/** Thrown by `unlessAborted` to unwind; says nothing of its own, the reason is with the cancellation. */
export class Aborted extends Error {
  override readonly name = 'Aborted';
}

/** Settles as the promise does, or rejects with Aborted as soon as the signal aborts, whichever is first. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    promise.catch(() => undefined);
    throw new Aborted();
  }
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(new Aborted());
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
