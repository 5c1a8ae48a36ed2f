import { createOpenTuples } from './open-tuples.ts';
import type { Random } from './random.ts';

/** Uniform axes, and a group that turns all values but the last `fixed` ones, as a clock's hand. */
export type Turning = { readonly axes: number; readonly size: number; readonly fixed: number };

/**
 * Looks for few rows that, turned in all ways, cover every pair but those of two fixed values. Two turned values have
 * a difference that turning keeps; a turned value and a fixed one come to all such pairs. So there are only as many
 * classes of pairs as values, and the fixed ones again, and `count` rows have to have all of them in any two axes:
 * a search as that for covers, but through a much smaller space.
 */
export function findTurningRows(
  { axes, size, fixed }: Turning,
  count: number,
  steps: number,
  random: Random,
): Int32Array | undefined {
  const turned = size - fixed;
  const width = size + fixed + 1;
  const classOf = createClasses(size, fixed);
  const cells = Int32Array.from({ length: count * axes }, () => random(size));
  const counts = new Int32Array(axes * axes * width);
  const tabuUntil = new Int32Array(cells.length);
  const open = createOpenTuples(counts.length, 1, (number, symbols, at) => {
    symbols[at] = number;
  });
  for (let pair = 0; pair < axes * axes; pair++) {
    if (Math.floor(pair / axes) >= pair % axes) continue;
    for (let number = pair * width; number < (pair + 1) * width - 1; number++) open.add(number);
  }
  const change = (at: number, axis: number, other: number, by: number) => {
    const x = cells[at + axis] ?? 0;
    const y = cells[at + other] ?? 0;
    const there = (axis * axes + other) * width + (classOf[x * size + y] ?? 0);
    const back = (other * axes + axis) * width + (classOf[y * size + x] ?? 0);
    const before = counts[there] ?? 0;
    counts[there] = before + by;
    counts[back] = before + by;
    const number = axis < other ? there : back;
    if (number % width === width - 1) return;
    if (before === 0) open.remove(number);
    else if (before + by === 0) open.add(number);
  };
  const changeAll = (at: number, axis: number, by: number) => {
    for (let other = 0; other < axes; other++) if (other !== axis) change(at, axis, other, by);
  };
  for (let at = 0; at < cells.length; at += axes) {
    for (let axis = 1; axis < axes; axis++) for (let other = 0; other < axis; other++) change(at, axis, other, 1);
  }
  /** How many classes more would be open with that value. */
  const costOf = (at: number, axis: number, value: number): number => {
    const line = value * size;
    const lineBefore = (cells[at + axis] ?? 0) * size;
    let cost = 0;
    for (let other = 0; other < axes; other++) {
      if (other === axis) continue;
      const base = (axis * axes + other) * width;
      const y = cells[at + other] ?? 0;
      const gained = classOf[line + y] ?? 0;
      const lost = classOf[lineBefore + y] ?? 0;
      if (counts[base + gained] === 0 && gained !== width - 1) cost--;
      if (counts[base + lost] === 1 && lost !== width - 1) cost++;
    }
    return cost;
  };
  /** The value that together with `other` is in a class; -1 where none is. */
  const partner = (kind: number, other: number, isFirst: boolean): number => {
    if (kind < turned) {
      if (other >= turned) return -1;
      return (isFirst ? other + kind : other + turned - kind) % turned;
    }
    const isFixedFirst = kind >= size;
    const value = isFixedFirst ? kind - fixed : kind;
    if (isFirst === isFixedFirst) return other < turned ? value : -1;
    return other === value ? random(turned) : -1;
  };
  for (let step = 1; step <= steps; step++) {
    if (open.size === 0) return cells;
    const number = open.symbols[random(open.size)] ?? 0;
    const pair = Math.floor(number / width);
    const [first, second] = [Math.floor(pair / axes), pair % axes];
    let best = 0x7fffffff;
    let bestAt = -1;
    let bestAxis = 0;
    let bestValue = 0;
    for (let at = 0; at < cells.length; at += axes) {
      for (const axis of [first, second]) {
        if ((tabuUntil[at + axis] ?? 0) > step) continue;
        const value = partner(number % width, cells[at + first + second - axis] ?? 0, axis === first);
        if (value < 0) continue;
        const cost = costOf(at, axis, value);
        if (cost > best || (cost === best && random(2) > 0)) continue;
        best = cost;
        bestAt = at;
        bestAxis = axis;
        bestValue = value;
      }
    }
    if (bestAt < 0) continue;
    changeAll(bestAt, bestAxis, -1);
    cells[bestAt + bestAxis] = bestValue;
    changeAll(bestAt, bestAxis, 1);
    tabuUntil[bestAt + bestAxis] = step + 1 + random(3);
  }
  return undefined;
}

function createClasses(size: number, fixed: number): Int32Array {
  const turned = size - fixed;
  return new Int32Array(size * size).map((_, pair) => {
    const x = Math.floor(pair / size);
    const y = pair % size;
    if (x < turned && y < turned) return (x - y + turned) % turned;
    if (x < turned) return y;
    return y < turned ? x + fixed : size + fixed;
  });
}
