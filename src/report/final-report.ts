import type { Summary } from '../model/summary.ts';
import type { RunTests } from '../model/test-result.ts';
import { failureReport } from './failures.ts';
import { glyphs } from './glyphs.ts';
import { mountedText } from './mounted-text.ts';
import { palette } from './palette.ts';
import { printable, withoutCommands } from './printable.ts';
import { reportTroubles } from './report-troubles.ts';
import type { ReportOptions } from './reporter.ts';
import type { Style } from './screen.ts';
import { shellQuoted, shellWord } from './shell-word.ts';
import { resultsTable } from './table.ts';
import { testGrid } from './test-grid.ts';

/**
 * What stands at the end of every run: the table, the tests that are not green everywhere, each failure once, and what
 * could not be removed. Ends in a line end.
 */
export function finalReport(
  summary: Summary,
  style: Style,
  options: ReportOptions = {},
  tests: RunTests = new Map(),
): string {
  const failures = failureReport(summary, style, options, tests);
  const where = options.whereRed?.(summary);
  const mounted = mountedText(summary.plan);
  const table = [
    resultsTable(summary, style),
    ...(mounted === undefined ? [] : [palette(style.colour).dim(mounted)]),
    ...(where === undefined ? [] : [palette(style.colour).bold(printable(where))]),
  ].join('\n');
  const parts = [
    table,
    testGrid(summary, tests, style, options).join('\n'),
    troubles(summary, tests, style),
    failures,
    kept(summary, style, options),
    leftOvers(summary, style),
  ];
  return `${withoutCommands(parts.filter((part) => part !== '').join('\n\n'))}\n`;
}

/** How many of the troubles with reports are named. */
const mostTroubles = 5;

/** What is wrong with the reports of tests. */
function troubles(summary: Summary, tests: RunTests, style: Style): string {
  const paint = palette(style.colour);
  const { infrastructure } = glyphs(style.unicode);
  const all = reportTroubles(summary, tests);
  const told = all.slice(0, mostTroubles).map((line) => `${paint.magenta(infrastructure)} ${line}`);
  const more = all.length - told.length;
  return [...told, ...(more > 0 ? [paint.dim(`and ${more} more`)] : [])].join('\n');
}

/** Whoever keeps cells wants to enter them, and has to know how they end. */
function kept({ kept: cells, plan }: Summary, style: Style, { file }: ReportOptions): string {
  if (cells.length === 0) return '';
  const paint = palette(style.colour);
  const inOrder = plan.cells.filter(({ id }) => cells.includes(id)).map(({ id }) => id);
  return [
    `${paint.bold('kept as they ended')}  ${paint.dim('until matrix clean')}`,
    ...inOrder.map((cell) => `  matrix shell ${shellQuoted(cell)}${file === undefined ? '' : ` ${shellWord(file)}`}`),
  ].join('\n');
}

function leftOvers({ leftOvers }: Summary, style: Style): string {
  if (leftOvers.length === 0) return '';
  const paint = palette(style.colour);
  const { infrastructure } = glyphs(style.unicode);
  return [
    `${paint.magenta(`${infrastructure} left behind`)}  ${paint.dim('matrix clean removes it')}`,
    ...leftOvers.map(({ resource, problem }) => `  ${printable(resource)}: ${printable(problem.message)}`),
  ].join('\n');
}
