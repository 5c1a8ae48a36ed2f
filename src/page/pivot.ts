// Cells as a table: the last axis across, all others down.

import type { PageData } from '../report/html/page-data.ts';

export type Pivot = {
  /** The axes of the rows, by position. */
  readonly down: readonly number[];
  /** The axis of the columns; undefined where there is but one axis, or none. */
  readonly across: number | undefined;
  /** Its values; null is a column of cells that have none. */
  readonly columns: readonly (number | null)[];
  readonly rows: readonly PivotRow[];
};

export type PivotRow = {
  /** The value of each axis in `down`. */
  readonly values: readonly (number | null)[];
  /** For each column the cells that stand there: mostly one. */
  readonly cells: readonly (readonly number[])[];
};

/** The table of those cells, in their order, without rows and columns that have none of them. */
export function pivotOf(data: PageData, cells: readonly number[]): Pivot {
  const axes = data.axes.map((_, at) => at);
  const across = axes.length > 1 ? axes.at(-1) : undefined;
  const down = across === undefined ? axes : axes.slice(0, -1);
  const columnOf = (cell: number) => (across === undefined ? null : (data.cells[cell]?.values[across] ?? null));
  const present = new Set(cells.map(columnOf));
  const columns = [...present].toSorted((a, b) => (a ?? Number.MAX_VALUE) - (b ?? Number.MAX_VALUE));
  const groups = Map.groupBy(cells, (cell) =>
    JSON.stringify(down.map((axis) => data.cells[cell]?.values[axis] ?? null)),
  );
  const rows = [...groups].map(
    ([key, members]): PivotRow => ({
      values: JSON.parse(key) as (number | null)[],
      cells: columns.map((column) => members.filter((cell) => columnOf(cell) === column)),
    }),
  );
  return { down, across, columns, rows };
}
