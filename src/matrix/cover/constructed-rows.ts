import { binaryRows } from './binary-rows.ts';
import { findTurningRows } from './find-turning-rows.ts';
import { orthogonalRows } from './orthogonal-rows.ts';
import type { Random } from './random.ts';
import type { Turning } from './turning-table.ts';

/**
 * Rows that cover all pairs of axes without constraints, of a number that is known beforehand. They are partial (-1 is
 * free) where the construction has more values than an axis.
 */
export function algebraicRows(sizes: readonly number[]): readonly (readonly number[])[] | undefined {
  if (Math.max(...sizes) > 2) return orthogonalRows(sizes);
  return binaryRows(sizes.length).map((row) => freeBeyond(row, sizes));
}

/** A value that its axis has not may be any that it has. */
function freeBeyond(row: readonly number[], sizes: readonly number[]): readonly number[] {
  return row.map((value, axis) => (value < (sizes[axis] ?? 0) ? value : -1));
}

/** With much smaller axes among them, others would do better. */
function isNearlyUniform(sizes: readonly number[]): boolean {
  return Math.min(...sizes) >= Math.max(...sizes) * 0.8;
}

/**
 * The fewest rows that turning finds, with none, one and two values that are not turned, where it finds fewer than
 * `most`. They cover all pairs of axes without constraints, and are partial as others are.
 */
export function turnedRows(
  sizes: readonly number[],
  most: number,
  random: Random,
): readonly (readonly number[])[] | undefined {
  if (!isNearlyUniform(sizes)) return undefined;
  const size = Math.max(...sizes);
  const axes = sizes.length;
  let best: readonly (readonly number[])[] | undefined;
  for (const fixed of [2, 1, 0]) {
    const rest = restOf({ axes, size, fixed });
    for (;;) {
      const count = Math.floor(((best?.length ?? most) - 1 - rest.length) / (size - fixed));
      if (count < size) break;
      const found = findTurningRows({ axes, size, fixed }, count, random);
      if (!found) break;
      best = [...turnAll(found, { axes, size, fixed }), ...rest];
    }
  }
  return best?.map((row) => freeBeyond(row, sizes));
}

/** A cover of the values that are not turned. */
function restOf({ axes, size, fixed }: Turning): readonly (readonly number[])[] {
  if (fixed === 0) return [];
  if (fixed === 1) return [Array<number>(axes).fill(size - 1)];
  return binaryRows(axes).map((row) => row.map((value) => size - 1 - value));
}

function turnAll(cells: Int32Array, { axes, size, fixed }: Turning): readonly (readonly number[])[] {
  const turned = size - fixed;
  return Array.from({ length: (cells.length / axes) * turned }, (_, index) => {
    const by = index % turned;
    const at = Math.floor(index / turned) * axes;
    return Array.from(cells.subarray(at, at + axes), (value) => (value < turned ? (value + by) % turned : value));
  });
}
