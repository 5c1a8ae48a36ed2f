import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/run/clock.ts';

export type FakeClock = Clock & {
  /** Lets time pass, from one sleep's end to the next, until the promise settles. */
  until<T>(promise: Promise<T>): Promise<T>;
};

/** Time that passes only when everybody sleeps. Starts at 0. */
export function createFakeClock(): FakeClock {
  let now = 0;
  let sleepers: { readonly wakesAt: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    sleep(ms, signal) {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (signal?.aborted) resolve();
      const sleeper = { wakesAt: now + ms, wake: resolve };
      sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        sleepers = sleepers.filter((other) => other !== sleeper);
        resolve();
      });
      return promise;
    },
    async until(promise) {
      let settled = false;
      const settle = () => {
        settled = true;
      };
      promise.then(settle, settle);
      for (;;) {
        // All that can go on without time passing goes on first.
        await setImmediate();
        if (settled) return promise;
        const next = Math.min(...sleepers.map(({ wakesAt }) => wakesAt));
        if (next === Number.POSITIVE_INFINITY) throw new Error('everybody waits, and nobody for the time');
        now = next;
        const woken = sleepers.filter(({ wakesAt }) => wakesAt <= now);
        sleepers = sleepers.filter(({ wakesAt }) => wakesAt > now);
        for (const { wake } of woken) wake();
      }
    },
  };
}
