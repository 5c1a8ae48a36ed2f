// Secrets must not reach the record. They are masked in the stream, before anything is kept, so a secret that is cut
// by the border of two chunks has to be recognised too.

const mask = '***';

export type Mask = {
  /** The bytes that are safe to pass on now; those that may be the beginning of a secret are held back. */
  push(bytes: Uint8Array): Uint8Array;
  /** What was held back, at the end of the stream. */
  end(): Uint8Array;
};

/** Replaces each occurrence of each secret by `***`, the longest first. An empty secret hides nothing. */
export function createMask(secrets: readonly string[]): Mask {
  // Latin-1 maps bytes to characters one to one, so that string search works on arbitrary bytes.
  const needles = secrets
    .filter((secret) => secret !== '')
    .map((secret) => Buffer.from(secret, 'utf8').toString('latin1'))
    .sort((a, b) => b.length - a.length);
  if (needles.length === 0) return { push: (bytes) => bytes, end: () => new Uint8Array() };
  const anyNeedle = new RegExp(needles.map(literally).join('|'), 'g');
  let held = '';
  return {
    push(bytes) {
      const text = held + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
      let out = '';
      let from = 0;
      for (const match of text.matchAll(anyNeedle)) {
        // A longer secret may have begun here or before, and its end may be in the next chunk.
        if (match.index >= text.length - longestBeginning(text.slice(from), needles)) break;
        out += text.slice(from, match.index) + mask;
        from = match.index + match[0].length;
      }
      const rest = text.slice(from);
      const keep = longestBeginning(rest, needles);
      held = rest.slice(rest.length - keep);
      return Buffer.from(out + rest.slice(0, rest.length - keep), 'latin1');
    },
    end() {
      const rest = Buffer.from(held.replaceAll(anyNeedle, mask), 'latin1');
      held = '';
      return rest;
    },
  };
}

/** Length of the longest end of `text` that is the beginning of a needle, and not all of it. */
function longestBeginning(text: string, needles: readonly string[]): number {
  let longest = 0;
  for (const needle of needles) {
    for (let length = Math.min(needle.length - 1, text.length); length > longest; length--) {
      if (text.endsWith(needle.slice(0, length))) longest = length;
    }
  }
  return longest;
}

/** RegExp.escape is not in every Node that this runs on. */
function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
