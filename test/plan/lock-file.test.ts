import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MatrixError } from '../../src/errors.ts';
import { formatLock, parseLock } from '../../src/plan/lock-file.ts';

const digest = (sign: string) => `sha256:${sign.repeat(64)}`;

test('a line an image, in order of name', () => {
  const lock = new Map([
    ['postgres:15', digest('b')],
    ['node:13', digest('a')],
  ]);
  expect(formatLock(lock)).toBe(`{
  "lockfileVersion": 1,
  "images": {
    "node:13": "${digest('a')}",
    "postgres:15": "${digest('b')}"
  }
}
`);
});

test('what is written is read, whatever the names', () => {
  const names = fc.stringMatching(/^[a-z0-9][a-z0-9./:_-]{0,30}$/);
  fc.assert(
    fc.property(fc.uniqueArray(names), (references) => {
      const lock = new Map(references.map((reference) => [reference, digest('0')]));
      expect(parseLock(formatLock(lock), 'l')).toEqual(new Map([...lock].toSorted(([a], [b]) => (a < b ? -1 : 1))));
    }),
  );
});

test.each<[text: string, place: string, message: string]>([
  ['{', '1:2', 'this is no JSON'],
  ['', '1:1', 'this is no JSON'],
  ['{ "lockfileVersion": 1, "images": {}, }', '1:39', 'this is no JSON'],
  [
    `{ "lockfileVersion": 1, "images": { "a": "${digest('a')}",\n "a": "${digest('b')}" } }`,
    '2:2',
    'this key is here twice',
  ],
  ['{ "lockfileVersion": 2, "images": {} }', '1:1', 'expected "lockfileVersion": 1'],
  ['{ "lockfileVersion": 1 }', '1:1', 'expected "images", a map of references to digests'],
  [
    `{ "lockfileVersion": 1,\n "images": { "a": "${digest('a')}",\n  "b": "sha256:1" } }`,
    '3:8',
    'expected a digest, sha256: and 64 hexadecimal digits',
  ],
  ['{ "lockfileVersion": 1, "images": { "a": 1 } }', '1:42', 'expected a digest, sha256: and 64 hexadecimal digits'],
])('%j', (text, place, message) => {
  const read = () => parseLock(text, 'matrix.lock.json');
  expect(read).toThrow(MatrixError);
  try {
    read();
  } catch (error) {
    const [first] = error instanceof MatrixError ? error.diagnostics : [];
    expect([`${first?.place.line}:${first?.place.column}`, first?.message]).toEqual([place, message]);
  }
});
