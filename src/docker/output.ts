// The engine sends stdout and stderr through one stream, in frames of an 8-byte header and a payload.
// https://docs.docker.com/reference/api/engine/ ("Stream format")

import type { OutputSink } from '../run/engine.ts';

const headerLength = 8;

/**
 * Hands the payloads to the sink in order, and no more while a promise of it is pending: the engine then holds the
 * container's writes back, so that memory stays bounded however much is printed. Never gathers a whole frame.
 */
export async function demultiplex(stream: AsyncIterable<Uint8Array>, sink: OutputSink): Promise<void> {
  let header = Buffer.alloc(0);
  let payloadLeft = 0;
  for await (const chunk of stream) {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    while (rest.length > 0) {
      if (payloadLeft === 0) {
        const missing = headerLength - header.length;
        header = Buffer.concat([header, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (header.length < headerLength) continue;
        payloadLeft = header.readUInt32BE(4);
        header = Buffer.alloc(0);
        continue;
      }
      const payload = rest.subarray(0, payloadLeft);
      payloadLeft -= payload.length;
      rest = rest.subarray(payload.length);
      await sink(payload);
    }
  }
}
