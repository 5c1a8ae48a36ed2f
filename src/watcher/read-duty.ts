import type { Endpoint } from '../docker/endpoint.ts';
import type { CellId } from '../model/cell.ts';
import type { RunId } from '../model/run-id.ts';
import type { Message } from './message.ts';

/** What is to be removed: all of the run's but these cells; or, after some time, all of it without exception. */
export type Duty = {
  readonly endpoint: Endpoint;
  readonly run: RunId;
  readonly kept: ReadonlySet<CellId> | 'none';
  readonly afterMs?: number;
};

/**
 * Reads until the run dismisses us, which is no duty, or until nobody writes any more: the run's process has ended,
 * however it did. A line that was torn by that end is no message.
 */
export async function readDuty(pipe: AsyncIterable<Uint8Array>): Promise<Duty | undefined> {
  let duty: (Duty & { readonly kept: ReadonlySet<CellId> }) | undefined;
  let rest = '';
  const decoder = new TextDecoder();
  for await (const bytes of pipe) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const message = JSON.parse(line) as Message;
      if ('dismiss' in message) return undefined;
      if ('watch' in message) duty = { ...message.watch, kept: new Set() };
      else if ('expire' in message) return duty && { ...duty, kept: 'none', afterMs: message.expire };
      else if (duty) duty = { ...duty, kept: new Set([...duty.kept, message.keep]) };
    }
  }
  return duty;
}
