// What `matrix plan` says to people: which cells there are, what they share, and what is left out and why.

import type { CellPlan, ImagePlan, Plan, SkippedCell } from '../model/plan.ts';
import { gridOf } from './axes.ts';
import { glyphs } from './glyphs.ts';
import { gridTable } from './grid-table.ts';
import { imageLabels } from './image-label.ts';
import { listTable } from './list-table.ts';
import { palette } from './palette.ts';
import { servicesOf } from './plan-services.ts';
import { printable } from './printable.ts';
import type { Style } from './screen.ts';
import { padEnd, truncate, width } from './width.ts';

/** How many skipped cells are named for each reason. */
const mostSkipped = 4;

/** A plan as text: its size, its cells, its images, its services, what it leaves out. No line end after the last line. */
export function planText(plan: Plan, style: Style): string {
  const sections = [
    [title(plan, style)],
    cells(plan, style),
    images(plan, style),
    services(plan, style),
    skipped(plan, style),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function title(plan: Plan, { colour }: Style): string {
  const builds = plan.images.filter(({ kind }) => kind === 'build').length;
  const pulls = plan.images.length - builds;
  const parts = [
    count(plan.cells.length, 'cell'),
    ...(builds > 0 ? [`${count(builds, 'image')} to build`] : []),
    ...(pulls > 0 ? [`${pulls} to pull`] : []),
    ...(plan.skipped.length > 0 ? [`${plan.skipped.length} skipped`] : []),
    ...coverOf(plan),
  ];
  return `${palette(colour).bold(printable(plan.name))}  ${parts.join(', ')}`;
}

function coverOf({ cover: { strength, tuples, covered } }: Plan): readonly string[] {
  if (strength === 'all') return [];
  const what = strength === 2 ? 'pairs' : `${strength}-tuples`;
  return [`${covered} of ${tuples} ${what} of values covered`];
}

function cells(plan: Plan, style: Style): readonly string[] {
  const { runs, mayFail, absent } = glyphs(style.unicode);
  const paint = palette(style.colour);
  const labelOf = ({ allowFailure }: CellPlan, words: boolean) =>
    allowFailure ? paint.amber(`${mayFail}${words ? ' may fail' : ''}`) : `${paint.green(runs)}${words ? ' runs' : ''}`;
  const grid = gridOf(plan);
  const drawn = (words: boolean) => {
    const textAt = (index: number) => {
      const cell = plan.cells[index];
      return { label: cell ? labelOf(cell, words) : absent, time: '' };
    };
    return grid && gridTable(grid, textAt, style);
  };
  const lines = drawn(true) ?? drawn(false);
  if (lines) return lines;
  const labels = imageLabels(plan);
  const rows = plan.cells.map((cell, index) => {
    const image = truncate(labels.get(cell.image) ?? '', Math.floor(style.columns / 3), glyphs(style.unicode).ellipsis);
    return { index, texts: [image, labelOf(cell, true)] };
  });
  return rows.length > 0 ? listTable(plan, rows, ['image', 'cell'], style, 'left') : [];
}

function images(plan: Plan, style: Style): readonly string[] {
  const labels = imageLabels(plan);
  const rows = plan.images.map((image): Row => {
    const users = plan.cells.filter((cell) => usesOf(cell).has(image.key)).length;
    return [labels.get(image.key) ?? printable(image.key), count(users, 'cell'), imageText(image)];
  });
  return section('Images', rows, style);
}

function usesOf(cell: CellPlan): ReadonlySet<string> {
  return new Set([cell.image, ...Object.values(cell.services).map(({ image }) => image)]);
}

function imageText(image: ImagePlan): string {
  if (image.kind === 'pull') return 'pulled';
  const args = Object.entries(image.args).map(([name, value]) => `${name}=${value}`);
  const target = image.target === undefined ? [] : [`target ${image.target}`];
  return printable(['built', ...target, ...args].join(', '));
}

function services(plan: Plan, style: Style): readonly string[] {
  const rows = servicesOf(plan).map(
    (kind): Row => [kind.name, kind.images, `${count(kind.cells, 'cell')}, ready: ${kind.ready}`],
  );
  return section('Services', rows, style);
}

function skipped(plan: Plan, style: Style): readonly string[] {
  const reasons = Map.groupBy(plan.skipped, ({ reason }) => reason);
  const rows = [...reasons].map(([reason, cells]): Row => [printable(reason), String(cells.length), named(cells)]);
  return section('Skipped', rows, style);
}

function named(cells: readonly SkippedCell[]): string {
  const ids = cells.slice(0, mostSkipped).map(({ id }) => printable(id));
  const more = cells.length - ids.length;
  return `${ids.join('  ')}${more > 0 ? `  and ${more} more` : ''}`;
}

type Row = readonly [first: string, second: string, rest: string];

/** A heading and aligned rows; what does not fit beside goes below. Cut to the columns. */
function section(heading: string, rows: readonly Row[], style: Style): readonly string[] {
  if (rows.length === 0) return [];
  const paint = palette(style.colour);
  const { ellipsis } = glyphs(style.unicode);
  const widest = (at: 0 | 1) =>
    Math.min(Math.floor(style.columns * 0.4), Math.max(...rows.map((row) => width(row[at]))));
  const [first, second] = [widest(0), widest(1)];
  const room = style.columns - first - second - 6;
  const lines = rows.flatMap(([a, b, c]) => {
    const row = `  ${padEnd(truncate(a, first, ellipsis), first)}  ${padEnd(truncate(b, second, ellipsis), second)}`;
    if (width(c) <= room) return [`${row}  ${paint.dim(c)}`];
    return [row.trimEnd(), `    ${paint.dim(truncate(c, style.columns - 4, ellipsis))}`];
  });
  return [paint.bold(heading), ...lines];
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
