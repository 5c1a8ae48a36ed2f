import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { selectCells } from '../../src/matrix/select-cells.ts';
import { parseShard, shardBounds } from '../../src/matrix/shard.ts';

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

test('the shards are all cells, each once and in order, and of equal size but for one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.nat({ max: 1000 }), (count, cells) => {
      const bounds = Array.from({ length: count }, (_, at) => shardBounds({ index: at + 1, count }, cells));
      expect(bounds.flatMap(([from, to]) => Array.from({ length: to - from }, (_, at) => from + at))).toEqual(
        Array.from({ length: cells }, (_, at) => at),
      );
      const sizes = bounds.map(([from, to]) => to - from);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

describe('of a selection', () => {
  const cells = ['13', '15', '18', '20', '22'].map((node, index) => ({ id: `node=${node}`, index, values: { node } }));

  test('is what --only and --except left, numbered anew', () => {
    const { cells: kept, skipped } = selectCells(cells, [], {
      only: ['node>=15'],
      except: ['node=18'],
      shard: { index: 2, count: 2 },
    });
    expect(kept.map(({ id, index }) => [id, index])).toEqual([
      ['node=20', 0],
      ['node=22', 1],
    ]);
    expect(skipped.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([
      'node=13: not selected by --only',
      'node=18: left out by --except',
      'node=15: not in shard 2/2',
    ]);
  });
});
