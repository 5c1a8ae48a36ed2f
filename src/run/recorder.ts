// Where what a container says goes: secrets masked, its end remembered, all of it to the record.

import type { OutputSource } from '../model/event.ts';
import type { Tail } from '../model/tail.ts';
import type { AttemptInput, RunContext } from './context.ts';
import type { OutputSink } from './engine.ts';
import { createMask } from './mask.ts';

/** What is kept in memory of a stream, for telling why something failed. */
export const tailBytes = 64 * 1024;

/** Takes the output of a suite or a service. */
export function recorder(source: OutputSource['source'], input: AttemptInput, tail: Tail, run: RunContext): OutputSink {
  const mask = createMask(run.secrets);
  const where: OutputSource = { cell: input.cell.id, attempt: input.attempt, source };
  return (bytes) => {
    const safe = bytes.length === 0 ? mask.end() : mask.push(bytes);
    if (safe.length === 0) return undefined;
    tail.push(safe);
    return run.sink.output(where, safe);
  };
}

/** The content of a file, its secrets masked. */
export async function* masked(content: AsyncIterable<Uint8Array>, run: RunContext): AsyncGenerator<Uint8Array> {
  const mask = createMask(run.secrets);
  for await (const bytes of content) yield mask.push(bytes);
  yield mask.end();
}
