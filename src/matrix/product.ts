import type { AxisValue, Values } from '../model/cell.ts';
import type { Axis } from './axis.ts';

/** Every combination, the first axis slowest. No axes: no cells, as GitHub has it, and not the one without values. */
export function product(axes: readonly Axis[]): readonly Values[] {
  if (axes.length === 0) return [];
  const sizes = axes.map(({ values }) => values.length);
  const total = sizes.reduce((product, size) => product * size, 1);
  const at = sizes.map(() => 0);
  return Array.from({ length: total }, () => {
    const cell: Record<string, AxisValue> = {};
    for (const [axis, { name, values }] of axes.entries()) cell[name] = values[at[axis] ?? 0] ?? '';
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      at[axis] = ((at[axis] ?? 0) + 1) % (sizes[axis] ?? 1);
      if (at[axis] !== 0) break;
    }
    return cell;
  });
}

/** How many combinations there are, however many. */
export function productSize(axes: readonly Axis[]): bigint {
  if (axes.length === 0) return 0n;
  return axes.reduce((count, { values }) => count * BigInt(values.length), 1n);
}
