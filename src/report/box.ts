import CliTable3 from 'cli-table3';
import { palette } from './palette.ts';
import type { Style } from './screen.ts';

/**
 * A table with one line under its head and none between its rows. Texts may be coloured. Returns its lines; they are
 * as wide as their contents ask for (see boxWidth).
 */
export function box(head: readonly string[], rows: readonly (readonly string[])[], style: Style): readonly string[] {
  const paint = palette(style.colour);
  const table = new CliTable3({
    head: head.map((text) => text.split('\n').map(paint.bold).join('\n')),
    chars: style.unicode ? {} : ascii,
    // cli-table3 would colour by the environment; colours are the caller's decision.
    style: { compact: true, head: [], border: [] },
  });
  for (const row of rows) table.push([...row]);
  const lines = table.toString().split('\n');
  return style.colour ? lines.map((line) => line.replace(/[┌┬┐├┼┤└┴┘─│]+/g, paint.dim)) : lines;
}

/** How wide a box becomes whose columns hold texts as wide as these. */
export function boxWidth(columns: readonly number[]): number {
  return columns.reduce((sum, column) => sum + column + 3, 1);
}

const ascii = {
  top: '-',
  'top-mid': '+',
  'top-left': '+',
  'top-right': '+',
  bottom: '-',
  'bottom-mid': '+',
  'bottom-left': '+',
  'bottom-right': '+',
  left: '|',
  'left-mid': '+',
  mid: '-',
  'mid-mid': '+',
  right: '|',
  'right-mid': '+',
  middle: '|',
};
