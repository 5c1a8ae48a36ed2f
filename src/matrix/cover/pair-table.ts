import type { AllowedTuples } from './allowed-tuples.ts';
import type { Symbols } from './symbols.ts';
import { createNumberSet, never, type TupleTable } from './tuple-table.ts';

/** Pairs, as a square of all symbols by all symbols: a cell's pairs lie in one line of it, which a cache holds. */
export function createPairTable(symbols: Symbols, allowed: AllowedTuples): TupleTable {
  const { count: width, axisOf, sizes } = symbols;
  const counts = createCounts(symbols, allowed);
  const open = createNumberSet(width * width);
  for (let x = 0; x < width; x++) {
    for (let y = x + 1; y < width; y++) if (counts[x * width + y] === 0) open.add(x * width + y);
  }
  const axes = sizes.length;
  const change = (x: number, y: number, by: number) => {
    const number = x < y ? x * width + y : y * width + x;
    const before = counts[number] ?? 0;
    counts[number] = before + by;
    counts[x < y ? y * width + x : x * width + y] = before + by;
    if (before === 0) open.remove(number);
    else if (before + by === 0) open.add(number);
  };
  const changeAll = (cells: Int32Array, at: number, axis: number, symbol: number, by: number) => {
    for (let other = 0; other < axes; other++) {
      const y = cells[at + other] ?? -1;
      if (other !== axis && y >= 0) change(symbol, y, by);
    }
  };
  return {
    tuples: open.size(),
    uncovered: open.size,
    rowsNeeded: () => mostOpenPairs(symbols, counts),
    pick: (tuple, random) => {
      const number = open.draw(random);
      const x = Math.floor(number / width);
      const y = number % width;
      tuple[0] = axisOf[x] ?? 0;
      tuple[1] = x;
      tuple[2] = axisOf[y] ?? 0;
      tuple[3] = y;
    },
    fresh: (cells, at, _axis, symbol) => {
      const line = symbol * width;
      let found = 0;
      // The own axis needs no exception: pairs within an axis are never open.
      for (let other = at; other < at + axes; other++) {
        const y = cells[other] ?? -1;
        if (y >= 0 && counts[line + y] === 0) found++;
      }
      return found;
    },
    sole: (cells, at, axis) => {
      const line = (cells[at + axis] ?? 0) * width;
      let found = 0;
      for (let other = at; other < at + axes; other++) {
        const y = cells[other] ?? -1;
        if (y >= 0 && counts[line + y] === 1) found++;
      }
      return found;
    },
    set: (cells, at, axis, symbol) => {
      const before = cells[at + axis] ?? -1;
      if (before >= 0) changeAll(cells, at, axis, before, -1);
      if (symbol >= 0) changeAll(cells, at, axis, symbol, 1);
      cells[at + axis] = symbol;
    },
  };
}

function createCounts({ count: width, first, sizes }: Symbols, allowed: AllowedTuples): Int32Array {
  const counts = new Int32Array(width * width);
  const forbid = (a: number, b: number, isAllowed: (index: number) => boolean) => {
    const [sizeA = 0, sizeB = 0, firstA = 0, firstB = 0] = [sizes[a], sizes[b], first[a], first[b]];
    for (let index = 0; index < sizeA * sizeB; index++) {
      if (isAllowed(index)) continue;
      const x = firstA + Math.floor(index / sizeB);
      const y = firstB + (index % sizeB);
      counts[x * width + y] = never;
      counts[y * width + x] = never;
    }
  };
  for (let a = 0; a < sizes.length; a++) {
    forbid(a, a, () => false);
    for (let b = a + 1; b < sizes.length; b++) {
      const mask = allowed([a, b]);
      if (mask) forbid(a, b, (index) => mask[index] === 1);
    }
  }
  return counts;
}

function mostOpenPairs({ count: width, axisOf, sizes }: Symbols, counts: Int32Array): number {
  const open = new Int32Array(sizes.length * sizes.length);
  for (let x = 0; x < width; x++) {
    const line = (axisOf[x] ?? 0) * sizes.length;
    for (let y = x + 1; y < width; y++) {
      const pair = line + (axisOf[y] ?? 0);
      if (counts[x * width + y] === 0) open[pair] = (open[pair] ?? 0) + 1;
    }
  }
  return open.reduce((most, some) => Math.max(most, some), 0);
}
