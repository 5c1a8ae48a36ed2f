import { setTimeout as delay } from 'node:timers/promises';
import type { EpochMs } from '../model/event.ts';

/** The only time that the run knows, so that tests can own it. */
export interface Clock {
  now(): EpochMs;
  /** Resolves after `ms` milliseconds, or as soon as the signal aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    await delay(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
  },
};
