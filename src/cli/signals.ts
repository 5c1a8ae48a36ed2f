// Ctrl-C once ends the run and cleans up; twice gives up waiting for the clean-up.

import type { CancelReason } from '../model/outcome.ts';

const reasons: readonly (readonly [NodeJS.Signals, CancelReason])[] = [
  ['SIGINT', 'interrupted'],
  ['SIGTERM', 'terminated'],
  ['SIGHUP', 'terminated'],
];

/** Calls `cancel` at the first signal and `force` at the second. Returns what takes the listening back. */
export function onSignals(actions: {
  readonly cancel: (reason: CancelReason) => void;
  readonly force: (reason: CancelReason) => void;
}): () => void {
  let asked = false;
  const listeners = reasons.map(([signal, reason]) => {
    const listener = () => {
      if (asked) actions.force(reason);
      else actions.cancel(reason);
      asked = true;
    };
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  return () => {
    for (const stop of listeners) stop();
  };
}
