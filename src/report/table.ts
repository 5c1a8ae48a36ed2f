// The table at the end of a run: two axes as a grid, everything else as a list.

import type { CellSummary } from '../model/cell-summary.ts';
import { verdictOf } from '../model/outcome.ts';
import type { Summary } from '../model/summary.ts';
import { gridOf } from './axes.ts';
import { cellText, type Wordiness } from './cell-text.ts';
import { gridTable } from './grid-table.ts';
import { listTable } from './list-table.ts';
import { palette } from './palette.ts';
import type { Style } from './screen.ts';
import { summaryLine } from './summary-line.ts';
import { width } from './width.ts';

/** Above so many cells, a list leaves out those that are green. */
const mostRows = 60;

/** What became of every cell, and the counts below it. Fits the style's columns; no line end after the last line. */
export function resultsTable(summary: Summary, style: Style): string {
  return [...(grid(summary, style) ?? list(summary, style)), '', summaryLine(summary, style)].join('\n');
}

function grid(summary: Summary, style: Style): readonly string[] | undefined {
  const found = gridOf(summary.plan);
  if (!found) return undefined;
  for (const wordiness of ['full', 'short', 'sign'] satisfies Wordiness[]) {
    const textAt = (index: number) => {
      const cell = summary.cells[index];
      return cell ? cellText(cell, wordiness, style) : { label: '', time: '' };
    };
    const lines = gridTable(found, textAt, style);
    if (lines) return lines;
  }
  return undefined;
}

function list(summary: Summary, style: Style): readonly string[] {
  const all = summary.cells.map((cell, index) => ({ cell, index }));
  const shown = all.length > mostRows ? all.filter(({ cell }) => !isGreen(cell)) : all;
  const hidden = all.length - shown.length;
  const note = hidden > 0 ? [palette(style.colour).dim(`${hidden} green cells are not shown`)] : [];
  if (shown.length === 0) return note;
  const drawn = (wordiness: Wordiness) => {
    const rows = shown.map(({ cell, index }) => {
      const { label, time } = cellText(cell, wordiness, style);
      return { index, texts: [label, time] };
    });
    return listTable(summary.plan, rows, ['outcome', 'time'], style);
  };
  const full = drawn('full');
  const fits = full.every((line) => width(line) <= style.columns);
  return [...(fits ? full : drawn('short')), ...note];
}

function isGreen({ outcome }: CellSummary): boolean {
  return outcome !== undefined && verdictOf(outcome.kind) === 'green';
}
