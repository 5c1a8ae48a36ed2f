import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMask } from '../../src/run/mask.ts';

function masked(secrets: readonly string[], chunks: readonly string[]): string {
  const mask = createMask(secrets);
  const parts = chunks.map((chunk) => Buffer.from(mask.push(Buffer.from(chunk))));
  return Buffer.concat([...parts, Buffer.from(mask.end())]).toString();
}

test.each([
  { secrets: [], chunks: ['as it is'], text: 'as it is' },
  { secrets: ['abc'], chunks: ['xabcx'], text: 'x***x' },
  { secrets: ['abc'], chunks: ['xa', 'b', 'cx'], text: 'x***x' },
  { secrets: ['abc', 'abcdef'], chunks: ['abc', 'def'], text: '***' },
  { secrets: ['abc', 'abcdef'], chunks: ['abc', 'dex'], text: '***dex' },
  { secrets: ['abc', 'cde'], chunks: ['xxabc', 'x'], text: 'xx***x' },
  { secrets: ['aba'], chunks: ['ab', 'ab', 'a'], text: '***ba' },
  { secrets: ['pässwört'], chunks: ['ein pässwört!'], text: 'ein ***!' },
  { secrets: ['a.c'], chunks: ['abc a.c'], text: 'abc ***' },
  { secrets: [''], chunks: ['x'], text: 'x' },
])('$secrets in $chunks', ({ secrets, chunks, text }) => {
  expect(masked(secrets, chunks)).toBe(text);
});

test('where the chunks are cut makes no difference, and no secret is left', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 3 }),
      fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-') })),
      (secrets, chunks) => {
        const result = masked(secrets, chunks);
        expect(result).toBe(masked(secrets, [chunks.join('')]));
        for (const secret of secrets) expect(result.includes(secret)).toBe(false);
      },
    ),
  );
});
