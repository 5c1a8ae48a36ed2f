import { StringDecoder } from 'node:string_decoder';

/** Keeps the last part of a stream of bytes, however long the stream is. */
export type Tail = {
  push(bytes: Uint8Array): void;
  /** The last lines, decoded; a line that was cut at its front is left out unless it is the only one. */
  lines(most: number): readonly string[];
};

/** A tail of at most `capacity` bytes (twice that while it is being filled). */
export function createTail(capacity: number): Tail {
  let kept: Uint8Array[] = [];
  let size = 0;
  let cut = false;
  const compact = () => {
    const whole = Buffer.concat(kept);
    kept = [whole.subarray(Math.max(0, whole.length - capacity))];
    cut ||= whole.length > capacity;
    size = Math.min(whole.length, capacity);
  };
  return {
    push(bytes) {
      // A copy, since a view would keep the whole of the socket's buffer alive.
      kept.push(bytes.length > capacity ? Uint8Array.from(bytes.subarray(bytes.length - capacity)) : bytes);
      cut ||= bytes.length > capacity;
      size += Math.min(bytes.length, capacity);
      if (size > 2 * capacity) compact();
    },
    lines(most) {
      compact();
      const lines = new StringDecoder('utf8').end(Buffer.concat(kept)).split(/\r?\n/);
      if (cut && lines.length > 1) lines.shift();
      while (lines.at(-1) === '') lines.pop();
      return lines.slice(-most);
    },
  };
}
