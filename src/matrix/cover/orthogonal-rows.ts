import { type Arithmetic, createArithmetic } from './arithmetic.ts';

/** Tables of a larger order than this have more rows than any cover that is worth to be constructed. */
const largestOrder = 128;

/**
 * Rows that cover all pairs by an orthogonal array of the least order that has room for all axes: the largest axis,
 * which may have more values than the order, counts its blocks. Where an axis has fewer values, it is left free (-1).
 */
export function orthogonalRows(sizes: readonly number[]): readonly number[][] | undefined {
  const order = sizes.map((_, axis) => axis).sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0));
  const [largest = 0, second = 0] = order.map((axis) => sizes[axis] ?? 0);
  const arithmetic = arithmeticFor(second, sizes.length);
  if (!arithmetic) return undefined;
  const rows: number[][] = [];
  for (let block = 0; block < Math.max(largest, arithmetic.order); block++) {
    for (let line = 0; line < arithmetic.order; line++) {
      const row = sizes.map(() => -1);
      order.forEach((axis, column) => {
        const value = column === 0 ? block : arithmetic.line(column - 1, block % arithmetic.order, line);
        row[axis] = value < (sizes[axis] ?? 0) ? value : -1;
      });
      rows.push(row);
    }
  }
  return rows;
}

/** The least order that has enough slopes, and from what on a field always has them. */
function arithmeticFor(least: number, axes: number): Arithmetic | undefined {
  for (let order = Math.max(least, 2); order <= largestOrder; order++) {
    const arithmetic = createArithmetic(order);
    if (arithmetic.slopes + 1 >= axes) return arithmetic;
  }
  return undefined;
}
