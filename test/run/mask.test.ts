import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMask, maskedText } from '../../src/run/mask.ts';

function masked(secrets: readonly string[], chunks: readonly (string | Uint8Array)[]): string {
  const mask = createMask(Object.fromEntries(secrets.entries()));
  const parts = chunks.map((chunk) => Buffer.from(mask.push(Buffer.from(chunk))));
  return Buffer.concat([...parts, Buffer.from(mask.end())]).toString();
}

function byteByByte(text: string): readonly Uint8Array[] {
  return Array.from(Buffer.from(text), (byte) => Uint8Array.of(byte));
}

test.each([
  { secrets: [], chunks: ['as it is'], text: 'as it is' },
  { secrets: ['abc'], chunks: ['xabcx'], text: 'x***x' },
  { secrets: ['abc'], chunks: ['xa', 'b', 'cx'], text: 'x***x' },
  { secrets: ['abc', 'abcdef'], chunks: ['abc', 'def'], text: '***' },
  { secrets: ['abc', 'abcdef'], chunks: ['abc', 'dex'], text: '***dex' },
  { secrets: ['abc', 'cde'], chunks: ['xxabc', 'x'], text: 'xx***x' },
  { secrets: ['pässwört'], chunks: ['ein pässwört!'], text: 'ein ***!' },
  { secrets: ['a.c'], chunks: ['abc a.c'], text: 'abc ***' },
  { secrets: [''], chunks: ['x'], text: 'x' },
  // Where they overlap, what is left of the second would tell its end.
  { secrets: ['aba'], chunks: ['ab', 'ab', 'a'], text: '***' },
  { secrets: ['abc', 'bcd'], chunks: ['xabcdx'], text: 'x***x' },
  { secrets: ['bcd', 'abcde', 'deX'], chunks: ['.abcd', 'eX.'], text: '.***.' },
  { secrets: ['abc'], chunks: ['abcabc'], text: '******' },
  // The beginning of a secret is nothing by itself, unless it is the end of all and more than three characters.
  { secrets: ['abcdefgh'], chunks: ['abcdefg', '.'], text: 'abcdefg.' },
  { secrets: ['abcdefgh'], chunks: ['x abcd'], text: 'x ***' },
  { secrets: ['abcdefgh'], chunks: ['x abc'], text: 'x abc' },
  { secrets: ['abc', 'abcdefgh'], chunks: ['abcdefg'], text: '***' },
])('$secrets in $chunks', ({ secrets, chunks, text }) => {
  expect(masked(secrets, chunks)).toBe(text);
  expect(masked(secrets, byteByByte(chunks.join('')))).toBe(text);
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

test('a secret that never ends takes no room', () => {
  const mask = createMask({ 0: 'aa' });
  const parts = Array.from({ length: 1000 }, () => mask.push(Buffer.alloc(1000, 'a')).length);
  expect(parts.reduce((sum, length) => sum + length)).toBe(3);
});

const secret = `gh/p&<"a'B$c+d?e~f=`;

describe('in the encodings of others', () => {
  test.each<[by: string, form: string]>([
    ['as it is', secret],
    ['base64', Buffer.from(secret).toString('base64')],
    ['base64 with its line end', Buffer.from(`${secret}\n`).toString('base64')],
    ['base64url', Buffer.from(secret).toString('base64url')],
    ['a URL', encodeURIComponent(secret)],
    ['a path', encodeURIComponent(secret).replaceAll('%2F', '/')],
    ['a URL in small digits', encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase())],
    ['a form', new URLSearchParams({ a: secret }).toString().slice(2)],
    ['JSON', JSON.stringify(secret).slice(1, -1)],
    ['JSON in JSON', JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
    ['JSON of PHP', String.raw`gh\/p&<\"a'B$c+d?e~f=`],
    ['JSON of Go', String.raw`gh/p\u0026\u003c\"a'B$c+d?e~f=`],
    ['XML', 'gh/p&amp;&lt;&quot;a&apos;B$c+d?e~f='],
    ['text in XML', `gh/p&amp;&lt;"a'B$c+d?e~f=`],
    ['HTML', 'gh/p&amp;&lt;&quot;a&#39;B$c+d?e~f='],
    ['JSON in XML', String.raw`gh/p&amp;&lt;\&quot;a&#39;B$c+d?e~f=`],
    ['HTML in XML', 'gh/p&amp;amp;&amp;lt;&amp;quot;a&amp;#39;B$c+d?e~f='],
    ['a shell', String.raw`gh/p&<"a'\''B$c+d?e~f=`],
    ['double quotes', String.raw`gh/p&<\"a'B\$c+d?e~f=`],
    ['hex', Buffer.from(secret).toString('hex')],
    ['HEX', Buffer.from(secret).toString('hex').toUpperCase()],
    ['hex, as od has it', [...Buffer.from(secret)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')],
    [
      'HEX, as fingerprints have it',
      [...Buffer.from(secret)].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':'),
    ],
  ])('%s', (_, form) => {
    expect(masked([secret], [`> ${form} <`])).toBe('> *** <');
    expect(masked([secret], byteByByte(`> ${form} <`))).toBe('> *** <');
  });

  test('the shell of this machine quotes as is expected', () => {
    const { stdout } = spawnSync('bash', ['-c', 'printf %q "$S"'], { env: { S: secret }, encoding: 'utf8' });
    expect(masked([secret], [stdout])).toBe('***');
  });

  test('in base64 between others at most one letter is left at each end', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }), (before, after) => {
        const whole = Buffer.from(`${before}${secret}${after}`).toString('base64');
        const [start = '', end = ''] = masked([secret], [whole]).split('***');
        const own = Buffer.from(before).length;
        expect(start.length).toBeLessThanOrEqual(Math.ceil((own * 8) / 6));
        expect(whole.endsWith(end)).toBe(true);
        expect(whole.length - end.length).toBeGreaterThanOrEqual(
          Math.floor(((own + Buffer.from(secret).length) * 8) / 6),
        );
      }),
    );
  });

  test('base64 that is broken into lines', () => {
    const long = 'x7Kd92mQ'.repeat(40);
    for (const width of [76, 64]) {
      const lines =
        Buffer.from(long)
          .toString('base64')
          .match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
      expect(masked([long], [lines.join('\n')])).toBe(lines.map(() => '***').join('\n'));
    }
  });
});

const key = '-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQ==\n-----END KEY-----\n';

test.each([
  ['as it is', `a\n${key}b`, 'a\n***b'],
  ['without its last line end', `a ${key.trim()} b`, 'a *** b'],
  ['in lines of Windows', key.trim().replaceAll('\n', '\r\n'), '***'],
  ['in lines with something before each', key.trim().replaceAll(/^/gm, '> '), '> ***\n> ***\n> ***\n> ***'],
  ['in one line of JSON', JSON.stringify({ key }), '{"key":"***"}'],
  ['all of it in base64', Buffer.from(key).toString('base64'), '***'],
])('a secret of several lines, %s', (_, text, shown) => {
  expect(masked([key], [text])).toBe(shown);
});

test('of a text', () => {
  expect(maskedText('Cannot pull x: s3cr3t', { TOKEN: 's3cr3t' })).toBe('Cannot pull x: ***');
  expect(maskedText('as it is', {})).toBe('as it is');
});
