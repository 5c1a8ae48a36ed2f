import type { Cell } from '../model/cell.ts';
import { printable } from './printable.ts';

/** Cells in a few words: `node=13,postgres=13 and 2 more`. Two are both named. */
export function cellNames(cells: readonly Pick<Cell, 'id'>[]): string {
  const ids = cells.map(({ id }) => printable(id));
  const [first, second, ...rest] = ids;
  if (first === undefined) return 'no cell';
  if (second === undefined) return first;
  return rest.length === 0 ? `${first} and ${second}` : `${first} and ${ids.length - 1} more`;
}
