import { closeSync, openSync, writeSync } from 'node:fs';
import type { RunEvent } from '../model/event.ts';

export type EventLog = { append(event: RunEvent): void; close(): void };

/** Progress is told many times a second and can wait for the next event that matters, up to so many characters. */
const mostWaiting = 64 * 1024;

/**
 * Appends events to a file, one line each, in order. Writes synchronously: an event that was appended survives
 * whatever kills the process next. Throws when the file cannot be opened. A later trouble is told once, and ends
 * the log where it stands, so that only its last line can be torn.
 */
export function openEventLog(path: string, onTrouble: (error: unknown) => void): EventLog {
  const file = openSync(path, 'ax');
  let waiting = '';
  let state: 'open' | 'broken' | 'closed' = 'open';
  const flush = () => {
    const bytes = Buffer.from(waiting);
    waiting = '';
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    } catch (error) {
      state = 'broken';
      onTrouble(error);
    }
  };
  return {
    append(event) {
      if (state !== 'open') return;
      waiting += `${JSON.stringify(event)}\n`;
      if (event.type !== 'image-progress' || waiting.length > mostWaiting) flush();
    },
    close() {
      if (state === 'closed') return;
      if (state === 'open' && waiting) flush();
      state = 'closed';
      closeSync(file);
    },
  };
}
