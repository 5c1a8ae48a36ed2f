import { binaryRows } from './binary-rows.ts';
import { findTurningRows, type Turning } from './difference-rows.ts';
import { orthogonalRows } from './orthogonal-rows.ts';
import type { Random } from './random.ts';

/** How long to look for rows to be turned, for each class of pairs that they have to contain. */
const stepsPerClass = 10;

/**
 * Rows that cover all pairs, or nearly so, of axes without constraints, where there are fewer than `most` of them by
 * some construction. They are partial (-1 is free) where the construction has more values than an axis.
 */
export function constructRows(
  sizes: readonly number[],
  most: number,
  random: Random,
): readonly (readonly number[])[] | undefined {
  if (Math.max(...sizes) <= 2) return binaryRows(sizes.length);
  const orthogonal = orthogonalRows(sizes);
  if (orthogonal && orthogonal.length <= most) return orthogonal;
  return isNearlyUniform(sizes) ? turnedRows(sizes, most, random) : undefined;
}

/** With much smaller axes among them, others would do better. */
function isNearlyUniform(sizes: readonly number[]): boolean {
  return Math.min(...sizes) >= Math.max(...sizes) * 0.8;
}

/** The fewest rows that turning finds: with none, one and two values that are not turned. */
function turnedRows(
  sizes: readonly number[],
  most: number,
  random: Random,
): readonly (readonly number[])[] | undefined {
  const size = Math.max(...sizes);
  const axes = sizes.length;
  let best: readonly (readonly number[])[] | undefined;
  for (const fixed of [2, 1, 0]) {
    const rest = restOf({ axes, size, fixed });
    const steps = ((axes * (axes - 1)) / 2) * (size + fixed) * stepsPerClass;
    for (;;) {
      const count = Math.floor(((best?.length ?? most) - 1 - rest.length) / (size - fixed));
      const found = findTurningRows({ axes, size, fixed }, count, steps, random);
      if (!found) break;
      best = [...turnAll(found, { axes, size, fixed }), ...rest];
    }
  }
  return best?.map((row) => row.map((value, axis) => (value < (sizes[axis] ?? 0) ? value : -1)));
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
