import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logPieces } from '../../src/cli/log-pieces.ts';

async function* chunksOf(chunks: readonly string[]) {
  yield* chunks;
}

test('lines come whole, one without an end comes in parts', async () => {
  const pieces = await Array.fromAsync(logPieces(chunksOf(['a\nb', 'c\n', 'long', 'er', '\nd']), 4));
  expect(pieces.map(({ text, isEnd }) => (isEnd ? `${text}\n` : text))).toEqual(['a\n', 'bc\n', 'long', 'er\n', 'd\n']);
});

test('nothing is lost, and no piece is longer than the longest and a chunk', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 9 })), async (chunks) => {
      const pieces = await Array.fromAsync(logPieces(chunksOf(chunks), 5));
      const whole = chunks.join('');
      const text = pieces.map(({ text: one, isEnd }) => (isEnd ? `${one}\n` : one)).join('');
      expect(text.replace(/\n$/, '')).toBe(whole.replace(/\n$/, ''));
      expect(Math.max(0, ...pieces.map((piece) => piece.text.length))).toBeLessThan(5 + 9);
    }),
  ));
