// What `matrix plan` says to people: which cells there are, what they share, and what is left out and why.

import type { CellPlan, ImageKey, ImagePlan, Plan, SkippedCell } from '../model/plan.ts';
import { axesOf, gridOf, textOf } from './axes.ts';
import { glyphs } from './glyphs.ts';
import { gridTable } from './grid-table.ts';
import { imageLabels } from './image-label.ts';
import { listTable } from './list-table.ts';
import { palette } from './palette.ts';
import { servicesOf } from './plan-services.ts';
import { printable } from './printable.ts';
import type { Style } from './screen.ts';
import { shardLine } from './shard-line.ts';
import { padEnd, truncate, truncateStart, width } from './width.ts';

/** How many skipped cells are named for each reason. */
const mostSkipped = 4;

/** Nobody reads more rows than this; data is what `--json` is for. */
const mostRows = 200;

/** Whether the engine has an image; undefined where it could not be asked. */
export type IsPresent = ((image: ImagePlan) => boolean) | undefined;

/** A plan as text: its size, its cells, its images, its services, what it leaves out. No line end after the last line. */
export function planText(plan: Plan, style: Style, isPresent?: IsPresent): string {
  const sections = [
    [title(plan, style, isPresent), ...[shardLine(plan) ?? []].flat(), ...coverLine(plan)],
    cells(plan, style),
    extras(plan, style),
    images(plan, style, isPresent),
    services(plan, style),
    skipped(plan, style),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function title(plan: Plan, { colour }: Style, isPresent: IsPresent): string {
  const missing = plan.images.filter((image) => !isPresent?.(image));
  const builds = missing.filter(({ kind }) => kind === 'build').length;
  const pulls = missing.length - builds;
  const there = plan.images.length - missing.length;
  const parts = [
    count(plan.cells.length, 'cell'),
    ...(there > 0 ? [`${count(there, 'image')} there already`] : []),
    ...(builds > 0 ? [`${count(builds, 'image')} to build`] : []),
    ...(pulls > 0 ? [builds > 0 ? `${pulls} to pull` : `${count(pulls, 'image')} to pull`] : []),
    ...(plan.skipped.length > 0 ? [`${plan.skipped.length} skipped`] : []),
  ];
  return `${palette(colour).bold(printable(plan.name))}  ${parts.join(', ')}`;
}

function coverLine({ cover: { strength, tuples, covered, product } }: Plan): readonly string[] {
  if (strength === 'all') return [];
  const what =
    strength === 2 ? 'pairs of values' : strength === 3 ? 'triples of values' : `tuples of ${strength} values`;
  const share = covered === tuples ? `all ${grouped(tuples)}` : `${grouped(covered)} of ${grouped(tuples)}`;
  return [`cover: ${share} ${what}, of ${grouped(product)} combinations`];
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
  const rows = plan.cells.slice(0, mostRows).map((cell, index) => {
    const image = truncate(labels.get(cell.image) ?? '', Math.floor(style.columns / 3), glyphs(style.unicode).ellipsis);
    return { index, texts: [image, labelOf(cell, true)] };
  });
  if (rows.length === 0) return [];
  const more = plan.cells.length - rows.length;
  const rest = more > 0 ? [`and ${grouped(more)} more: --only shows some of them, --json has all`] : [];
  return [...listTable(plan, rows, ['image', 'cell'], style, 'left'), ...rest];
}

/** What cells have beside their axes, which only an `include` brings. */
function extras(plan: Plan, style: Style): readonly string[] {
  const axes = new Set(axesOf(plan).map(({ name }) => name));
  const rows = plan.cells.flatMap((cell): Row[] => {
    const more = Object.keys(cell.values).filter((key) => !axes.has(key));
    const texts = more.map((key) => printable(`${key}=${textOf(cell, key)}`));
    return texts.length > 0 ? [[printable(cell.id), '', texts.join('  ')]] : [];
  });
  return section('Included', rows, style);
}

function images(plan: Plan, style: Style, isPresent: IsPresent): readonly string[] {
  const labels = imageLabels(plan);
  const uses = new Map<ImageKey, number>();
  for (const cell of plan.cells) for (const key of usesOf(cell)) uses.set(key, (uses.get(key) ?? 0) + 1);
  const rows = plan.images.map((image): Row => {
    const label = labels.get(image.key) ?? printable(image.key);
    const shown = truncateStart(label, widestOf(style), glyphs(style.unicode).ellipsis);
    return [shown, count(uses.get(image.key) ?? 0, 'cell'), imageText(image, isPresent)];
  });
  return section('Images', rows, style);
}

function usesOf(cell: CellPlan): ReadonlySet<ImageKey> {
  return new Set([cell.image, ...Object.values(cell.services).map(({ image }) => image)]);
}

function imageText(image: ImagePlan, isPresent: IsPresent): string {
  const state = isPresent?.(image) ? 'there already' : undefined;
  if (image.kind === 'pull') {
    const locked = image.pinned?.digest === undefined ? '' : ', locked';
    return `${state ?? (isPresent ? 'to pull' : 'pulled')}${locked}`;
  }
  const args = Object.entries(image.args).map(([name, value]) => `${name}=${value}`);
  const target = image.target === undefined ? [] : [`target ${image.target}`];
  return printable([state ?? (isPresent ? 'to build' : 'built'), ...target, ...args].join(', '));
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

/** How many columns the first two of a row may have. */
function widestOf({ columns }: Style): number {
  return Math.floor(columns * 0.5);
}

type Row = readonly [first: string, second: string, rest: string];

/** A heading and aligned rows; what does not fit beside goes below. Cut to the columns. */
function section(heading: string, all: readonly Row[], style: Style): readonly string[] {
  const rows = all.slice(0, mostRows);
  if (rows.length === 0) return [];
  const paint = palette(style.colour);
  const { ellipsis } = glyphs(style.unicode);
  const widest = (at: 0 | 1) => Math.min(widestOf(style), Math.max(...rows.map((row) => width(row[at]))));
  const [first, second] = [widest(0), widest(1)];
  const room = style.columns - first - second - 6;
  const lines = rows.flatMap(([a, b, c]) => {
    const row = `  ${padEnd(truncate(a, first, ellipsis), first)}  ${padEnd(truncate(b, second, ellipsis), second)}`;
    if (width(c) <= room) return [`${row}  ${paint.dim(c)}`];
    return [row.trimEnd(), `    ${paint.dim(truncate(c, style.columns - 4, ellipsis))}`];
  });
  const more = all.length - rows.length;
  return [paint.bold(heading), ...lines, ...(more > 0 ? [`  and ${grouped(more)} more`] : [])];
}

function count(n: number, noun: string): string {
  return `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;
}

function grouped(n: number): string {
  return n.toLocaleString('en-US');
}
