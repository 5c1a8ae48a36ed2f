// What a report says, whichever its format, and how much of one is read.

import type { TestResult } from '../model/test-result.ts';

export type TestReport = {
  readonly tests: readonly TestResult[];
  /** Why tests are missing, or may be; those that could be read are there. */
  readonly problem?: string;
};

/** Of one report; what is above is not read, and that is told. */
export const mostBytes = 64 * 1024 * 1024;
export const mostTests = 100_000;
/** Of what one test says that it failed with. */
export const mostText = 16 * 1024;
export const mostLines = 60;

/** A report, or the rest of it, that is not read: the message says why. */
export class Unreadable extends Error {}

/** The text of a report, as it comes in. Throws Unreadable where there is more of it than is read. */
export async function* textOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw new Unreadable(`it is larger than ${mostBytes / 1024 / 1024} MiB`);
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}
