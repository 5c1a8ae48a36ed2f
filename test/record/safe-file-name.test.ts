import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeFileName } from '../../src/record/safe-file-name.ts';

test.each([
  ['node=13,postgres=15', 'node=13,postgres=15'],
  ['db', 'db'],
  ['php=8.4,os=bookworm-slim', 'php=8.4,os=bookworm-slim'],
])('%s stays as it is', (text, name) => {
  expect(safeFileName(text)).toBe(name);
});

test.each(['../../etc/passwd', 'a/b', 'a:b', 'con', 'NUL.txt', '.', '..', '', 'ends in dot.', 'grün', 'x'.repeat(500)])(
  '%j is changed, and told apart by a hash',
  (text) => {
    expect(safeFileName(text)).toMatch(/-[0-9a-f]{8}$/);
  },
);

test('any text gives a short and harmless name, and different texts different names', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 200 }),
      (a, b) => {
        const name = safeFileName(a);
        expect(name).toMatch(/^[A-Za-z0-9=,+@_-][A-Za-z0-9=,.+@_-]{0,79}$/);
        expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)|\.$/i);
        if (a !== b) expect(safeFileName(b)).not.toBe(name);
      },
    ),
  );
});
