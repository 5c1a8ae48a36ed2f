import { describe, expect, test } from 'vitest';
import { formatBytes } from '../../src/report/bytes.ts';
import { formatDuration, formatElapsed, formatLimit } from '../../src/report/duration.ts';
import { shellWord } from '../../src/report/shell-word.ts';
import { padEnd, padStart, truncate, width } from '../../src/report/width.ts';

test.each([
  [0, '0ms'],
  [43, '43ms'],
  [99.6, '0.1s'],
  [100, '0.1s'],
  [4_240, '4.2s'],
  [59_949, '59.9s'],
  [59_950, '1m00s'],
  [185_000, '3m05s'],
  [3_599_600, '1h00m'],
  [3_720_000, '1h02m'],
  [90_000_000, '25h00m'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [30, '0.0s'],
  [-5, '0.0s'],
  [3_400, '3.4s'],
])('an elapsed %d ms is %s', (ms, text) => {
  expect(formatElapsed(ms)).toBe(text);
});

test.each([
  [500, '0.5s'],
  [5_000, '5s'],
  [60_000, '1m'],
  [90_000, '1m30s'],
  [600_000, '10m'],
  [7_200_000, '2h'],
])('a limit of %d ms is %s', (ms, text) => {
  expect(formatLimit(ms)).toBe(text);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1 KiB'],
  [1_536, '1.5 KiB'],
  [512 * 1024 ** 2, '512 MiB'],
  [1_023 * 1024 ** 2, '1 GiB'],
  [1.5 * 1024 ** 3, '1.5 GiB'],
  [5_000 * 1024 ** 4, '5000 TiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  ['node=13,postgres=15', 'node=13,postgres=15'],
  ['my matrix.yml', "'my matrix.yml'"],
  ["it's", "'it'\\''s'"],
  ['', "''"],
])('%j in a shell is %s', (text, word) => {
  expect(shellWord(text)).toBe(word);
});

describe('columns', () => {
  test('wide signs take two, colours none', () => {
    expect(width('日本')).toBe(4);
    expect(width('\u001b[31mred\u001b[39m')).toBe(3);
    expect([padEnd('日本', 6), padStart('ab', 4)]).toEqual(['日本  ', '  ab']);
  });

  test.each([
    ['short', 10, 'short'],
    ['exactly ten', 11, 'exactly ten'],
    ['one more than', 12, 'one more th…'],
    ['日本語', 4, '日…'],
    ['ab', 1, '…'],
    ['ab', 0, ''],
  ])('%j in %d columns is %j', (text, columns, cut) => {
    expect(truncate(text, columns, '…')).toBe(cut);
    expect(width(cut)).toBeLessThanOrEqual(columns);
  });
});
