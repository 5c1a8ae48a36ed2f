// One picture of a run that goes on, as lines. Pure: the same summary, time and style give the same lines.

import { stripVTControlCharacters } from 'node:util';
import type { CellId } from '../model/cell.ts';
import type { Summary } from '../model/summary.ts';
import { type Grid, gridOf } from './axes.ts';
import type { Wordiness } from './cell-text.ts';
import { formatElapsed } from './duration.ts';
import { glyphs } from './glyphs.ts';
import { gridTable } from './grid-table.ts';
import { listTable } from './list-table.ts';
import { liveCellText } from './live-cell.ts';
import { liveImages } from './live-images.ts';
import { outcomeLook } from './outcome-look.ts';
import { palette } from './palette.ts';
import { printable } from './printable.ts';
import type { Screen } from './screen.ts';
import { padEnd, padStart, truncate, width } from './width.ts';

export type FrameScreen = Omit<Screen, 'write'>;

/** How long cells usually take, in milliseconds; a cell that is missing has no past. */
export type UsualTimes = ReadonlyMap<CellId, number>;

const mostImages = 6;
/** The head of a table, its lines, and the footer with the blank line above it. */
const aroundRows = 4;
const aroundTable = 2;
/** `! not ready 12.3s`, so that a grid keeps its shape from the first frame to the last. */
const longestLabel = 11;
/** What a bar and the padding before it add. */
const barWidth = 5;
const usualWidth = { full: 17, short: 15, sign: 7 } satisfies Record<Wordiness, number>;

/**
 * Images that are in work, the table of cells, and a footer; where the screen has too few rows for the table, the
 * cells that run instead of it. Every line is narrower than the screen, and there are fewer than it has rows.
 */
export function liveFrame(
  summary: Summary,
  now: number,
  screen: FrameScreen,
  usual: UsualTimes = new Map(),
): readonly string[] {
  const most = Math.max(1, screen.rows - 1);
  const foot = footer(summary, now, screen);
  if (most < 4) return [narrowed(foot, screen)];
  const images = liveImages(summary, now, screen, Math.min(mostImages, Math.max(1, Math.floor(most / 3))));
  const above = images.length > 0 ? [...images, ''] : [];
  const room = most - above.length - aroundTable;
  const cells = table(summary, now, screen, room, usual) ?? running(summary, now, screen, room, usual);
  return [...above, ...cells, '', foot].map((line) => narrowed(line, screen));
}

/** A line that would wrap is cut, at the price of its colours. */
function narrowed(line: string, { columns, unicode }: FrameScreen): string {
  if (width(line) < columns) return line;
  return truncate(stripVTControlCharacters(line), columns - 1, glyphs(unicode).ellipsis);
}

function table(
  summary: Summary,
  now: number,
  screen: FrameScreen,
  room: number,
  usual: UsualTimes,
): readonly string[] | undefined {
  const style = { ...screen, columns: screen.columns - 1 };
  const grid = gridOf(summary.plan);
  if (grid && grid.rows.values.length + aroundRows <= room) {
    const lines = liveGrid(grid, summary, now, style, usual);
    // A narrow grid has a head of two lines.
    if (lines && lines.length <= room) return lines;
  }
  if (summary.cells.length + aroundRows > room) return undefined;
  const rows = summary.cells.map((cell, index) => {
    const { label, time } = liveCellText(cell, now, 'full', style, usual.get(cell.cell.id));
    return { index, texts: [padEnd(label, longestLabel + (usual.size > 0 ? barWidth : 0)), padStart(time, 6)] };
  });
  const lines = listTable(summary.plan, rows, ['cell', 'time'], style);
  return lines.every((line) => width(line) <= style.columns) ? lines : undefined;
}

function liveGrid(
  grid: Grid,
  summary: Summary,
  now: number,
  style: FrameScreen,
  usual: UsualTimes,
): readonly string[] | undefined {
  for (const wordiness of ['full', 'short', 'sign'] satisfies Wordiness[]) {
    const textAt = (index: number) => {
      const cell = summary.cells[index];
      return cell ? liveCellText(cell, now, wordiness, style, usual.get(cell.cell.id)) : { label: '', time: '' };
    };
    const bars = wordiness === 'full' && usual.size > 0 ? barWidth : 0;
    const lines = gridTable(grid, textAt, style, { atLeast: usualWidth[wordiness] + bars });
    if (lines) return lines;
  }
  return undefined;
}

/** The cells that run, a line each, as many as there is room for. */
function running(
  summary: Summary,
  now: number,
  screen: FrameScreen,
  room: number,
  usual: UsualTimes,
): readonly string[] {
  const { ellipsis } = glyphs(screen.unicode);
  const active = summary.cells.filter(({ state }) => state === 'running');
  if (active.length === 0 || room < 1)
    return [palette(screen.colour).dim('nothing runs yet')].slice(0, Math.max(0, room));
  const shown = active.length > room ? active.slice(0, room - 1) : active;
  const names = shown.map(({ cell }) => printable(cell.id));
  const texts = shown.map((cell) => liveCellText(cell, now, 'full', screen, usual.get(cell.cell.id)));
  const labels = Math.max(0, ...texts.map(({ label }) => width(label)));
  const column = Math.min(Math.max(0, ...names.map((name) => width(name))), Math.max(4, screen.columns - labels - 12));
  const lines = texts.map(({ label, time }, at) => {
    const name = padEnd(truncate(names[at] ?? '', column, ellipsis), column);
    return `${padEnd(label, labels)}  ${name}  ${padStart(time, 6)}`;
  });
  const more = active.length - shown.length;
  return more > 0 ? [...lines, palette(screen.colour).dim(`and ${more} more`)] : lines;
}

/** `3 passed, 2 running, 4 waiting   12.1s, 4 at once`. */
function footer(summary: Summary, now: number, screen: FrameScreen): string {
  const paint = palette(screen.colour);
  const { counts, startedAt, jobs, cancelReason } = summary;
  const outcomes = Object.entries(counts.outcomes) as [keyof typeof counts.outcomes, number][];
  const parts = outcomes.flatMap(([kind, count]) => {
    const look = outcomeLook(kind, count > 0 && counts.allowed[kind] === count);
    return count > 0 ? [{ text: `${count} ${look.word}`, tone: look.tone }] : [];
  });
  if (counts.running > 0) parts.push({ text: `${counts.running} running`, tone: 'cyan' });
  if (counts.waiting > 0) parts.push({ text: `${counts.waiting} waiting`, tone: 'dim' });
  if (cancelReason) parts.push({ text: `stopping (${cancelReason})`, tone: 'amber' });
  const left = parts.map(({ text }) => text).join(', ');
  const right = `${formatElapsed(startedAt === undefined ? 0 : now - startedAt)}, ${jobs} at once`;
  const room = screen.columns - 1;
  if (width(left) + 3 + width(right) > room) return truncate(left, room, glyphs(screen.unicode).ellipsis);
  return `${parts.map(({ text, tone }) => paint[tone](text)).join(', ')}   ${paint.dim(right)}`;
}
