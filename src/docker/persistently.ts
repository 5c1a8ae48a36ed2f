import { setTimeout as delay } from 'node:timers/promises';
import { isUnanswered, statusOf } from './trouble.ts';

/** In milliseconds, one after the other. */
const waits = [100, 200, 400, 800, 1_600];

/**
 * Asks for a removal again while the engine has a hiccup, for some seconds, and rejects as the last try does.
 * `mayAppear`: the engine may still be making it, since it never said what became of that, so that its not being there
 * is not the end.
 */
export async function persistently(
  remove: () => Promise<void>,
  { mayAppear, pause = delay }: { readonly mayAppear: boolean; readonly pause?: (ms: number) => Promise<unknown> },
): Promise<void> {
  for (const wait of waits) {
    try {
      await remove();
      if (!mayAppear) return;
    } catch (error) {
      if (!isHiccup(error)) throw error;
    }
    await pause(wait);
  }
  await remove();
}

/** Asks for something again while the engine has a hiccup, for some seconds, and rejects as the last try does. */
export async function askedAgain<T>(
  ask: () => Promise<T>,
  pause: (ms: number) => Promise<unknown> = delay,
): Promise<T> {
  for (const wait of waits) {
    try {
      return await ask();
    } catch (error) {
      if (!isHiccup(error)) throw error;
    }
    await pause(wait);
  }
  return ask();
}

function isHiccup(error: unknown): boolean {
  const status = statusOf(error) ?? (error instanceof Error ? statusOf(error.cause) : undefined);
  return isUnanswered(error) || (status !== undefined && status >= 500);
}
