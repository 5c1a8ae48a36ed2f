import { expect, test } from 'vitest';
import { parseShard } from '../../src/matrix/shard.ts';

test.each([
  ['1/1', { index: 1, count: 1 }],
  ['2/5', { index: 2, count: 5 }],
  ['0/5', undefined],
  ['6/5', undefined],
  ['2', undefined],
  ['2/5/1', undefined],
  ['-1/5', undefined],
])('%s', (text, shard) => {
  expect(parseShard(text)).toEqual(shard);
});
