// One line a test that is not green everywhere, one column a cell: "this test fails in two of nine" is seen at once.

import type { CellPlan } from '../model/plan.ts';
import type { Summary } from '../model/summary.ts';
import type { RunTests, TestOutcome } from '../model/test-result.ts';
import { axesOf, textOf } from './axes.ts';
import { glyphs } from './glyphs.ts';
import { palette, type Tone } from './palette.ts';
import { printable } from './printable.ts';
import type { ReportOptions } from './reporter.ts';
import type { Style } from './screen.ts';
import { padEnd, padStart, truncate, width } from './width.ts';

/** Who has more of them has one cause, and reads the failures. */
const mostTests = 30;
const narrowestName = 24;
/** To explain what is red at random takes a third of a second where there are a thousand cells. */
const mostExplained = 30;

/** A test, what became of it in each of the cells that have reports, and where it is red. */
export type TestRow = {
  readonly name: string;
  readonly outcomes: readonly (TestOutcome | undefined)[];
  /** `exactly where node<15`; undefined where nothing explains it. */
  readonly where: string | undefined;
};

/** How the outcome of a test is shown: never by its colour alone. */
export const testLooks: Readonly<
  Record<TestOutcome, { readonly glyph: 'passed' | 'red' | 'flaky' | 'cancelled'; readonly tone: Tone }>
> = {
  passed: { glyph: 'passed', tone: 'green' },
  failed: { glyph: 'red', tone: 'red' },
  flaky: { glyph: 'flaky', tone: 'amber' },
  skipped: { glyph: 'cancelled', tone: 'dim' },
};

/** The grid, or a list where the columns do not hold it; empty where every test is green in every cell. */
export function testGrid(
  summary: Pick<Summary, 'plan'>,
  tests: RunTests,
  style: Style,
  options: Pick<ReportOptions, 'whereOf'> = {},
): readonly string[] {
  const { rows, cells, more } = testRows(summary, tests, options);
  const [first] = rows;
  if (!first) return [];
  // The failures tell of it already, and there is nothing to compare.
  if (cells.length === 1 && rows.length === 1 && first.outcomes[0] === 'failed') return [];
  const axes = axesOf(summary.plan).map(({ name }) => name);
  return [
    ...(asGrid(rows, cells, axes, style) ?? asList(rows, style)),
    ...(more > 0 ? [palette(style.colour).dim(`and ${more} more tests`)] : []),
  ];
}

/** The tests that are not green everywhere, the first of them, and the cells that have reports. */
export function testRows(
  { plan }: Pick<Summary, 'plan'>,
  tests: RunTests,
  { whereOf }: Pick<ReportOptions, 'whereOf'> = {},
  most = mostTests,
): { readonly rows: readonly TestRow[]; readonly cells: readonly CellPlan[]; readonly more: number } {
  const cells = plan.cells.filter(({ id }) => tests.has(id));
  const names = new Set([...tests.values()].flatMap(({ notGreen }) => notGreen.map(({ name }) => name)));
  const explain = whereOf && explainedOnce(whereOf);
  const rows = [...names].slice(0, most).map((name): TestRow => {
    const said = plan.cells.map((cell) => {
      const outcome = tests.get(cell.id)?.outcomeOf(name);
      return { cell, isRed: outcome === undefined || outcome === 'skipped' ? undefined : outcome === 'failed' };
    });
    return {
      name: printable(name),
      outcomes: cells.map(({ id }) => tests.get(id)?.outcomeOf(name)),
      where: explain?.(said),
    };
  });
  return { rows, cells, more: names.size - rows.length };
}

type WhereOf = NonNullable<ReportOptions['whereOf']>;

/** Tests that are red in the same cells are so for the same reason; of too many different ones the first are explained. */
function explainedOnce(whereOf: WhereOf): WhereOf {
  const known = new Map<string, string | undefined>();
  return (cells) => {
    const pattern = cells.map(({ isRed }) => (isRed === undefined ? '-' : isRed ? 'x' : '.')).join('');
    if (!known.has(pattern)) known.set(pattern, known.size < mostExplained ? whereOf(cells) : undefined);
    return known.get(pattern);
  };
}

const heading = 'Tests that are not green everywhere';

function asGrid(
  rows: readonly TestRow[],
  cells: readonly CellPlan[],
  axes: readonly string[],
  style: Style,
): readonly string[] | undefined {
  const paint = palette(style.colour);
  const { ellipsis, absent } = glyphs(style.unicode);
  const texts = axes.map((axis) => cells.map((cell) => printable(textOf(cell, axis) ?? absent)));
  const widths = cells.map((_, at) => Math.max(...texts.map((row) => width(row[at] ?? ''))));
  const axisWidth = Math.max(...axes.map((axis) => width(printable(axis))));
  const gridWidth = widths.reduce((sum, columns) => sum + columns + 1, 0);
  const room = style.columns - gridWidth - 1;
  const first = Math.min(room, Math.max(width(heading) + 2 + axisWidth, ...rows.map(({ name }) => width(name))));
  if (first < Math.max(narrowestName, axisWidth)) return undefined;
  const line = (start: string, columns: readonly string[]) =>
    `${padEnd(start, first)} ${columns.map((text, at) => ` ${padStart(text, widths[at] ?? 0)}`).join('')}`.trimEnd();
  const whole = first >= width(heading) + 2 + axisWidth;
  const head = axes.map((axis, at) => {
    const start = at === 0 && whole ? paint.bold(heading) : '';
    return line(start + padStart(paint.dim(printable(axis)), first - width(start)), texts[at] ?? []);
  });
  const body = rows.flatMap(({ name, outcomes, where }) => {
    const row = line(
      truncate(name, first, ellipsis),
      outcomes.map((outcome) => signOf(outcome, style)),
    );
    if (where === undefined) return [row];
    const fits = width(row) + 2 + width(where) <= style.columns;
    return fits ? [`${row}  ${paint.dim(printable(where))}`] : [row, `  ${paint.dim(printable(where))}`];
  });
  return [...(whole ? [] : [paint.bold(heading)]), ...head, ...body];
}

function asList(rows: readonly TestRow[], style: Style): readonly string[] {
  const paint = palette(style.colour);
  const { ellipsis, red, flaky } = glyphs(style.unicode);
  const counts = rows.map(({ outcomes }) => {
    const there = outcomes.filter((outcome) => outcome !== undefined);
    const failed = there.filter((outcome) => outcome === 'failed').length;
    const count = failed > 0 ? failed : there.filter((outcome) => outcome === 'flaky').length;
    return { text: `${count} of ${there.length}`, failed };
  });
  const widest = Math.max(...counts.map(({ text }) => width(text)));
  const body = rows.flatMap(({ name, where }, at) => {
    const { text = '', failed = 0 } = counts[at] ?? {};
    const sign = failed > 0 ? paint.red(red) : paint.amber(flaky);
    const start = `${sign} ${padStart(text, widest)}  `;
    const row = start + truncate(name, Math.max(narrowestName, style.columns - width(start)), ellipsis);
    if (where === undefined) return [row];
    const fits = width(row) + 2 + width(where) <= style.columns;
    return fits ? [`${row}  ${paint.dim(printable(where))}`] : [row, `  ${paint.dim(printable(where))}`];
  });
  return [paint.bold(heading), ...body];
}

function signOf(outcome: TestOutcome | undefined, { unicode, colour }: Style): string {
  const paint = palette(colour);
  const signs = glyphs(unicode);
  if (outcome === undefined) return paint.dim(signs.absent);
  const { glyph, tone } = testLooks[outcome];
  return paint[tone](signs[glyph]);
}
