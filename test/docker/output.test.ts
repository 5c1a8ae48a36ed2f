import fc from 'fast-check';
import { expect, test } from 'vitest';
import { demultiplex } from '../../src/docker/output.ts';

function frame(stream: 1 | 2, text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
}

test('payloads come out whole and in order, wherever the stream is cut', async () => {
  const texts = fc.array(fc.tuple(fc.constantFrom<1 | 2>(1, 2), fc.string()));
  await fc.assert(
    fc.asyncProperty(texts, fc.array(fc.nat({ max: 20 })), async (frames, sizes) => {
      const bytes = Buffer.concat(frames.map(([stream, text]) => frame(stream, text)));
      let got = '';
      const chunks: Buffer[] = [];
      await demultiplex(inPieces(bytes, sizes), (payload) => {
        chunks.push(Buffer.from(payload));
        return undefined;
      });
      got = Buffer.concat(chunks).toString();
      expect(got).toBe(frames.map(([, text]) => text).join(''));
    }),
  );
});

test('asks for no more while the sink is busy', async () => {
  const asked: number[] = [];
  async function* source() {
    for (let i = 0; i < 3; i++) {
      asked.push(i);
      yield frame(1, `${i}`);
    }
  }
  const gates = [0, 1, 2].map(() => Promise.withResolvers<void>());
  const arrivals = [0, 1, 2].map(() => Promise.withResolvers<number>());
  let taken = 0;
  const done = demultiplex(source(), () => {
    const turn = taken++;
    arrivals[turn]?.resolve(asked.length);
    return gates[turn]?.promise;
  });
  for (const [turn, gate] of gates.entries()) {
    expect(await arrivals[turn]?.promise).toBe(turn + 1);
    gate.resolve();
  }
  await done;
  expect(asked).toEqual([0, 1, 2]);
});
