import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Purpose, RunEvent } from '../model/event.ts';
import { eventsFile } from './paths.ts';

/** Why there was the run whose record is in `folder`; undefined for a run of the matrix, and where nothing can be read. */
export async function runPurpose(folder: string): Promise<Purpose | undefined> {
  const stream = createReadStream(join(folder, eventsFile));
  try {
    for await (const line of createInterface({ input: stream })) {
      const first = JSON.parse(line) as Partial<RunEvent>;
      return first.type === 'run-started' ? first.purpose : undefined;
    }
  } catch {
    // What is wrong with the record is told by whoever reads it.
  } finally {
    stream.destroy();
  }
  return undefined;
}
