import { valueText } from '../model/cell.ts';
import type { Axis } from './axis.ts';
import { tupleCount } from './cover/tuple-count.ts';
import type { MatrixProblem } from './problem.ts';
import { productSize } from './product.ts';

/** More cells than anybody can run; refused before any of them is made. */
const mostCells = 1_000_000;

/** What a cover can keep account of in some seconds and some hundred megabytes. */
const mostTuples = 2_000_000;

/** Axes without values, and values that are in an axis twice. */
export function checkAxes(axes: readonly Axis[]): readonly MatrixProblem[] {
  return axes.flatMap(({ name, values }): readonly MatrixProblem[] => {
    if (values.length === 0)
      return [
        { path: ['axes', name], message: `the axis "${name}" has no values`, hint: 'list some, or leave it out' },
      ];
    const seen = new Set<string>();
    return values.flatMap((value, index) => {
      const text = valueText(value);
      if (seen.has(text)) {
        const message = `the axis "${name}" has the value "${text}" twice`;
        return [{ path: ['axes', name, index], message, hint: 'keep one of them' }];
      }
      seen.add(text);
      return [];
    });
  });
}

/** A whole product that is too large to be planned. */
export function checkProductSize(axes: readonly Axis[]): readonly MatrixProblem[] {
  const size = productSize(axes);
  if (size <= mostCells) return [];
  return [
    {
      path: ['axes'],
      message: `the axes give ${grouped(size)} cells, and at most ${grouped(mostCells)} can be planned`,
      hint: '"cover: pairwise" runs every pair of values in a few of them',
    },
  ];
}

/** A cover of more tuples than can be kept account of. */
export function checkCoverSize(axes: readonly Axis[], strength: number): readonly MatrixProblem[] {
  const sizes = axes.map(({ values }) => values.length);
  const size = tupleCount(sizes, Math.min(strength, sizes.length));
  if (size <= mostTuples) return [];
  return [
    {
      path: ['cover'],
      message: `a cover of strength ${strength} would have to hold ${grouped(size)} combinations of values, and at most ${grouped(mostTuples)} can be planned`,
      hint: strength > 2 ? `a lower strength, such as ${strength - 1}, holds fewer` : 'leave axes or values out',
    },
  ];
}

function grouped(count: bigint | number): string {
  return count.toLocaleString('en-US');
}
