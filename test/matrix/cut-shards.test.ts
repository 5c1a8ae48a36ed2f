import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutByTimes, cutEvenly, type Load, loadOf, type Parts } from '../../src/matrix/cut-shards.ts';
import { cutTogether } from '../../src/matrix/cut-together.ts';
import { dealLongestFirst } from '../../src/matrix/deal-longest-first.ts';

const images = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 200 });
const loadsOf = (maxLength: number) =>
  fc.array(fc.record({ image: fc.constantFrom('a', 'b', 'c'), timeMs: fc.integer({ min: 1, max: 60 }) }), {
    minLength: 1,
    maxLength,
  });
const imageMs = fc.integer({ min: 0, max: 80 });
const count = fc.integer({ min: 1, max: 12 });

/** Asserts that every cell is in one part, that the parts are in order, and that none is empty but for want of cells. */
function isPartition(parts: Parts, cells: number, wanted: number): void {
  expect(parts).toHaveLength(wanted);
  expect(parts.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: cells }, (_, at) => at));
  for (const part of parts) expect(part).toEqual(part.toSorted((a, b) => a - b));
  const firsts = parts.flatMap(([first]) => first ?? []);
  expect(firsts).toEqual(firsts.toSorted((a, b) => a - b));
  expect(firsts).toHaveLength(Math.min(cells, wanted));
  expect(parts.slice(firsts.length).flat()).toEqual([]);
}

test('without times the shards are all cells, each once and in order, and of equal size but for one', () => {
  fc.assert(
    fc.property(images, count, (cells, wanted) => {
      const parts = cutEvenly(cells, wanted);
      isPartition(parts, cells.length, wanted);
      const sizes = parts.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test('by times they are all cells, each once and in order', () => {
  fc.assert(
    fc.property(loadsOf(200), count, imageMs, (loads, wanted, ms) => {
      isPartition(cutByTimes(loads, wanted, ms), loads.length, wanted);
    }),
  );
});

test.each([
  [
    'neighbours',
    'aaaaaaaaa',
    4,
    [
      [0, 1],
      [2, 3],
      [4, 5],
      [6, 7, 8],
    ],
  ],
  [
    'those that share an image, though they are no neighbours',
    'abcabcabc',
    3,
    [
      [0, 3, 6],
      [1, 4, 7],
      [2, 5, 8],
    ],
  ],
  ['one cell each, in the order of the plan', 'abab', 4, [[0], [1], [2], [3]]],
  ['nothing for the last, where there are more shards than cells', 'ab', 3, [[0], [1], []]],
])('without times: %s', (_, cells, wanted, parts) => {
  expect(cutEvenly([...cells], wanted)).toEqual(parts);
});

const of = (text: string): readonly Load[] =>
  text.split(' ').map((word) => ({ image: word.slice(0, 1), timeMs: Number(word.slice(1)) }));

test.each([
  [
    'as without times where all take the same',
    'a5 a5 a5 a5 a5 a5',
    0,
    3,
    [
      [0, 1],
      [2, 3],
      [4, 5],
    ],
  ],
  ['cut where it is even', 'a30 a10 a10 a10 a30 a30', 0, 4, [[0], [1, 2, 3], [4], [5]]],
  [
    'dealt out where keeping an image together costs much',
    'a60 a60 a60 b10 b10 b10 c10 c10 c10',
    0,
    3,
    [
      [0, 3, 6],
      [1, 4, 7],
      [2, 5, 8],
    ],
  ],
  [
    'together where its image costs more',
    'a60 a60 a60 b10 b10 b10 c10 c10 c10',
    60,
    3,
    [[0], [1, 2], [3, 4, 5, 6, 7, 8]],
  ],
  ['one cell each, in the order of the plan', 'a1 b9 a5', 7, 3, [[0], [1], [2]]],
])('by times: %s', (_, loads, ms, wanted, parts) => {
  expect(cutByTimes(of(loads), wanted, ms)).toEqual(parts);
});

/** The shortest that the longest part can be, by trying all ways. */
function best(loads: readonly Load[], wanted: number, ms: number): number {
  const parts: number[][] = Array.from({ length: wanted }, () => []);
  let least = Number.POSITIVE_INFINITY;
  const place = (at: number): void => {
    if (at === loads.length) {
      least = Math.min(least, Math.max(...parts.map((part) => loadOf(part, loads, ms))));
      return;
    }
    // Parts that are empty are alike.
    const firstEmpty = parts.findIndex(({ length }) => length === 0);
    for (const part of parts.slice(0, firstEmpty === -1 ? wanted : firstEmpty + 1)) {
      part.push(at);
      place(at + 1);
      part.pop();
    }
  };
  place(0);
  return least;
}

const longest = (parts: Parts, loads: readonly Load[], ms: number) =>
  Math.max(...parts.map((part) => loadOf(part, loads, ms)));
const few = fc.integer({ min: 1, max: 4 });

test('the longest shard is at most 1.1 * (4/3 - 1/3n) of the best where images cost nothing', () => {
  fc.assert(
    fc.property(loadsOf(8), few, (loads, wanted) => {
      const bound = best(loads, wanted, 0) * (4 / 3 - 1 / (3 * wanted));
      expect(longest(dealLongestFirst(loads, wanted, 0), loads, 0)).toBeLessThanOrEqual(bound + 1e-9);
      expect(longest(cutByTimes(loads, wanted, 0), loads, 0)).toBeLessThanOrEqual(1.1 * bound + 1e-9);
    }),
  );
});

test('and at most twice the best and one image where they cost', () => {
  fc.assert(
    fc.property(loadsOf(8), few, imageMs, (loads, wanted, ms) => {
      const bound = 2 * best(loads, wanted, ms) + ms;
      expect(longest(cutByTimes(loads, wanted, ms), loads, ms)).toBeLessThanOrEqual(bound);
    }),
  );
});

/** The same of parts of neighbours, by trying all cuts. */
function bestTogether(loads: readonly Load[], wanted: number, ms: number, from = 0): number {
  if (wanted === 1) return loadOf([...loads.keys()].slice(from), loads, ms);
  const ends = Array.from({ length: loads.length - from + 1 }, (_, at) => from + at);
  return Math.min(
    ...ends.map((end) =>
      Math.max(
        end === from ? 0 : loadOf([...loads.keys()].slice(from, end), loads, ms),
        end === loads.length ? 0 : bestTogether(loads, wanted - 1, ms, end),
      ),
    ),
  );
}

test('cells that stand together are cut as well as they can be', () => {
  fc.assert(
    fc.property(loadsOf(9), few, imageMs, (some, wanted, ms) => {
      const loads = some.toSorted((a, b) => (a.image < b.image ? -1 : a.image > b.image ? 1 : 0));
      expect(longest(cutTogether(loads, wanted, ms), loads, ms)).toBe(bestTogether(loads, wanted, ms));
    }),
  );
});

test('a hundred thousand cells are cut for 256 machines', () => {
  const loads = Array.from({ length: 100_000 }, (_, at) => ({
    image: String(at % 50),
    timeMs: 1_000 + ((at * 7919) % 997),
  }));
  const parts = cutByTimes(loads, 256, 30_000);
  isPartition(parts, loads.length, 256);
  const total = loadOf([...loads.keys()], loads, 0);
  expect(longest(parts, loads, 30_000)).toBeLessThan((total / 256) * 1.2);
});
