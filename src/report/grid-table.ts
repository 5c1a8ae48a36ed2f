import type { Grid } from './axes.ts';
import { box, boxWidth } from './box.ts';
import type { CellText } from './cell-text.ts';
import { glyphs } from './glyphs.ts';
import { palette } from './palette.ts';
import { printable } from './printable.ts';
import type { Style } from './screen.ts';
import { padEnd, padStart, width } from './width.ts';

export type GridOptions = {
  /** The least width of a column's contents, for a table that must not change its shape while it is redrawn. */
  readonly atLeast?: number;
};

/**
 * Two axes as a table, all columns equally wide, times flush right. `textAt` gives what stands in the cell at a
 * position of the plan. Returns undefined where the style's columns do not hold it.
 */
export function gridTable(
  grid: Grid,
  textAt: (index: number) => CellText,
  style: Style,
  options: GridOptions = {},
): readonly string[] | undefined {
  const texts = grid.at.map((row) => row.map((index) => (index === undefined ? undefined : textAt(index))));
  const present = texts.flat().filter((text) => text !== undefined);
  const labels = Math.max(0, ...present.map(({ label }) => width(label)));
  const times = Math.max(0, ...present.map(({ time }) => width(time)));
  const columnNames = grid.columns.values.map(printable);
  const content = Math.max(
    labels + (times > 0 ? times + 1 : 0),
    options.atLeast ?? 0,
    ...columnNames.map((name) => width(name)),
  );
  const rowNames = grid.rows.values.map(printable);
  const corner = corners(grid).find((lines) => {
    const first = Math.max(...[...lines, ...rowNames].map((name) => width(name)));
    return boxWidth([first, ...columnNames.map(() => content)]) <= style.columns;
  });
  if (!corner) return undefined;

  const paint = palette(style.colour);
  const absent = paint.dim(glyphs(style.unicode).absent);
  const contentOf = (text: CellText | undefined) => padEnd(text ? joined(text, content, labels) : absent, content);
  const rows = texts.map((row, index) => [paint.bold(rowNames[index] ?? ''), ...row.map(contentOf)]);
  return box([corner.join('\n'), ...columnNames], rows, style);
}

/** The head of the first column, on one line or, to save room, on two. */
function corners({ rows, columns }: Grid): readonly (readonly string[])[] {
  const [row, column] = [printable(rows.name), printable(columns.name)];
  return [[`${row} \\ ${column}`], [`${row} \\`, column]];
}

function joined({ label, time }: CellText, content: number, labels: number): string {
  if (!time) return label;
  return padEnd(label, labels) + padStart(time, content - labels);
}
