import { StringDecoder } from 'node:string_decoder';

/** A log line that nobody looks for can be long; a match reaches over no more than this. */
const windowLength = 64 * 1024;

export type LogProbe = {
  push(bytes: Uint8Array): void;
  /** Resolves when all the patterns have occurred, each after the one before. */
  readonly satisfied: Promise<void>;
};

/** Looks for regular expressions, in order, in a stream of output. */
export function createLogProbe(patterns: readonly string[]): LogProbe {
  const { promise, resolve } = Promise.withResolvers<void>();
  const pending = patterns.map((pattern) => new RegExp(pattern, 'm'));
  const decoder = new StringDecoder('utf8');
  let text = '';
  const look = () => {
    for (let next = pending[0]; next; next = pending[0]) {
      const match = next.exec(text);
      if (!match) return;
      text = text.slice(match.index + match[0].length);
      pending.shift();
    }
    text = '';
    resolve();
  };
  look();
  return {
    push(bytes) {
      if (pending.length === 0) return;
      text += decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      look();
      text = text.slice(-windowLength);
    },
    satisfied: promise,
  };
}
