import { createOpenTuples, type OpenTuples } from './open-tuples.ts';

/** Axes of one size, and a group that turns all values but the last `fixed` ones, as a clock's hand. */
export type Turning = { readonly axes: number; readonly size: number; readonly fixed: number };

/**
 * Rows to be turned, one after another in `cells`, and the classes of pairs that they contain in any two axes. Two
 * turned values have a difference, which turning keeps; a turned value and a fixed one come to be all such pairs. So
 * the classes are the differences (first the value of the first axis), a fixed value second, and a fixed value first;
 * then, of no account, two fixed values.
 */
export type TurningTable = Turning & {
  readonly cells: Int32Array;
  /** Classes of one pair of axes, with the one of no account. */
  readonly width: number;
  readonly classOf: Int32Array;
  /** By both orders of each pair of axes. */
  readonly counts: Int32Array;
  /** The classes that no row contains, by the order in which the first axis is the lower. */
  readonly open: OpenTuples;
};

export function createTurningTable(turning: Turning, cells: Int32Array): TurningTable {
  const { axes, size, fixed } = turning;
  const width = size + fixed + 1;
  const counts = new Int32Array(axes * axes * width);
  const open = createOpenTuples(counts.length, 1, (number, numbers, at) => {
    numbers[at] = number;
  });
  for (let pair = 0; pair < axes * axes; pair++) {
    if (Math.floor(pair / axes) >= pair % axes) continue;
    for (let number = pair * width; number < (pair + 1) * width - 1; number++) open.add(number);
  }
  const table = { ...turning, cells, width, classOf: createClasses(turning), counts, open };
  for (let at = 0; at < cells.length; at += axes) {
    for (let axis = 1; axis < axes; axis++) for (let other = 0; other < axis; other++) count(table, at, axis, other, 1);
  }
  return table;
}

function createClasses({ size, fixed }: Turning): Int32Array {
  const turned = size - fixed;
  return new Int32Array(size * size).map((_, pair) => {
    const x = Math.floor(pair / size);
    const y = pair % size;
    if (x < turned && y < turned) return (x - y + turned) % turned;
    if (x < turned) return y;
    return y < turned ? x + fixed : size + fixed;
  });
}

/** A value for an axis that together with `other` in the other axis is in the class; -1 where there is none. */
export function partnerOf(
  { size, fixed }: Turning,
  kind: number,
  other: number,
  isFirst: boolean,
  random: (limit: number) => number,
): number {
  const turned = size - fixed;
  if (kind < turned) {
    if (other >= turned) return -1;
    return (isFirst ? other + kind : other + turned - kind) % turned;
  }
  const isFixedFirst = kind >= size;
  const value = isFixedFirst ? kind - fixed : kind;
  if (isFirst === isFixedFirst) return other < turned ? value : -1;
  return other === value ? random(turned) : -1;
}

/** How many classes more would be open with that value. */
export function costOf(table: TurningTable, at: number, axis: number, value: number): number {
  const { axes, size, width, cells, counts, classOf } = table;
  const lineBefore = (cells[at + axis] ?? 0) * size;
  let cost = 0;
  for (let other = 0; other < axes; other++) {
    if (other === axis) continue;
    const base = (axis * axes + other) * width;
    const y = cells[at + other] ?? 0;
    const gained = classOf[value * size + y] ?? 0;
    const lost = classOf[lineBefore + y] ?? 0;
    if (gained !== width - 1 && counts[base + gained] === 0) cost--;
    if (lost !== width - 1 && counts[base + lost] === 1) cost++;
  }
  return cost;
}

export function turnCell(table: TurningTable, at: number, axis: number, value: number): void {
  const { axes, cells } = table;
  for (let other = 0; other < axes; other++) if (other !== axis) count(table, at, axis, other, -1);
  cells[at + axis] = value;
  for (let other = 0; other < axes; other++) if (other !== axis) count(table, at, axis, other, 1);
}

function count(table: TurningTable, at: number, axis: number, other: number, by: number): void {
  const { axes, size, width, cells, counts, classOf, open } = table;
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
}
