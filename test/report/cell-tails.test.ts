import { expect, test } from 'vitest';
import { cellTails } from '../../src/report/cell-tails.ts';

const bytes = (text: string) => Buffer.from(text);
const source = { cell: 'a', attempt: 1, source: 'test' } as const;

test('what a suite printed, without its services, is taken once', () => {
  const tails = cellTails();
  tails.push(source, bytes('one\ntw'));
  tails.push({ ...source, source: { service: 'db' } }, bytes('LOG\n'));
  tails.push({ ...source, cell: 'b' }, bytes('other\n'));
  tails.push(source, bytes('o\n'));
  expect(tails.take('a')).toEqual({ lines: ['one', 'two'], attempt: 1, whole: true });
  expect(tails.take('a')).toEqual({ lines: [], attempt: 0, whole: true });
  expect(tails.take('b').lines).toEqual(['other']);
});

test('attempts follow one another', () => {
  const tails = cellTails();
  tails.push(source, bytes('no'));
  tails.push({ ...source, attempt: 2 }, bytes('yes\n'));
  expect(tails.take('a')).toEqual({ lines: ['no', '--- attempt 2 ---', 'yes'], attempt: 2, whole: true });
});

test('of many lines, and of many bytes, the end', () => {
  const tails = cellTails();
  tails.push(source, bytes(Array.from({ length: 2_001 }, (_, at) => `${at}\n`).join('')));
  const many = tails.take('a');
  expect([many.lines.length, many.lines[0], many.lines.at(-1), many.whole]).toEqual([2_000, '1', '2000', false]);
  for (let at = 0; at < 300; at++) tails.push(source, bytes(`${at} ${'x'.repeat(1_000)}\n`));
  const large = tails.take('a');
  expect([large.lines.at(-1)?.slice(0, 4), large.whole]).toEqual(['299 ', false]);
  expect(large.lines.join('\n').length).toBeLessThan(128 * 1024);
});
