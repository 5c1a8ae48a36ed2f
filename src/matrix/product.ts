import type { Values } from '../model/cell.ts';
import type { Axis } from './axis.ts';

/** Every combination, the first axis slowest. No axes: no cells, as GitHub has it, and not the one without values. */
export function product(axes: readonly Axis[]): readonly Values[] {
  if (axes.length === 0) return [];
  let cells: Values[] = [{}];
  for (const { name, values } of axes)
    cells = cells.flatMap((cell) => values.map((value) => ({ ...cell, [name]: value })));
  return cells;
}

/** How many combinations there are, however many. */
export function productSize(axes: readonly Axis[]): bigint {
  if (axes.length === 0) return 0n;
  return axes.reduce((count, { values }) => count * BigInt(values.length), 1n);
}
