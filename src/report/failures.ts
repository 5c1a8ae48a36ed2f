// Each failure once: cells that fail in the same way are told together, with the lines that matter and the command
// that shows it again.

import { type CellSummary, isAllowed } from '../model/cell-summary.ts';
import type { Summary } from '../model/summary.ts';
import type { RunTests } from '../model/test-result.ts';
import { cellNames } from './cell-names.ts';
import { type FailureGroup, failureGroups } from './failure-groups.ts';
import type { FailureText } from './failure-text.ts';
import { glyphs } from './glyphs.ts';
import { outcomeLook } from './outcome-look.ts';
import { palette } from './palette.ts';
import { printable } from './printable.ts';
import type { ReportOptions } from './reporter.ts';
import type { Style } from './screen.ts';
import { shellQuoted, shellWord } from './shell-word.ts';
import { width } from './width.ts';

/** Who has more than so many different failures reads the logs. */
const mostGroups = 20;

/** All failures as text, a blank line between them; empty where there are none. No line end after the last line. */
export function failureReport(
  summary: Summary,
  style: Style,
  options: ReportOptions = {},
  tests: RunTests = new Map(),
): string {
  const groups = failureGroups(summary, tests);
  const told = groups.slice(0, mostGroups).map((group) => failureLines(group, style, options).join('\n'));
  const more = groups.length - told.length;
  const rest = more > 0 ? [palette(style.colour).dim(`and ${more} more failures, each different`)] : [];
  return [...told, ...rest].join('\n\n');
}

/** One failure: what and where, the lines that show it behind a bar, how to have it again, where the whole log is. */
export function failureLines(group: FailureGroup, style: Style, options: ReportOptions = {}): readonly string[] {
  const [first] = group.cells;
  if (!first?.outcome) return [];
  const paint = palette(style.colour);
  const { gutter, [outcomeLook(first.outcome.kind, false).glyph]: sign } = glyphs(style.unicode);
  const allowed = isAllowed(first);
  const { word, tone } = outcomeLook(first.outcome.kind, allowed);
  const title = `${paint[tone](`${sign} ${word}${allowed ? ' (allowed)' : ''}`)}  ${paint.bold(cellNames(group.cells.map(({ cell }) => cell)))}`;
  const { why } = group.text;
  const fits = width(title) + 2 + width(why) <= style.columns;
  const log = logOf(first, group.text, options);
  return [
    fits ? `${title}  ${paint.dim(why)}` : title,
    ...(fits ? [] : [`  ${why}`]),
    ...group.text.lines.map((line) => `  ${paint.dim(gutter)} ${line}`.trimEnd()),
    ...(group.more > 0 ? [`  ${paint.dim(`and ${moreTests(group)}`)}`] : []),
    ...group.compared.map((line) => `  ${line}`),
    ...(group.hint === undefined ? [] : [`  ${paint.dim('hint:')} ${group.hint}`]),
    `  ${paint.dim('reproduce:')} ${reproduceCommand(first.cell.id, options)}`,
    ...(log === undefined ? [] : [`  ${paint.dim('whole log:')} ${printable(log)}`]),
  ];
}

/** `4 more tests that fail in these cells`. */
export function moreTests({ cells, more }: FailureGroup): string {
  return `${more} more ${more === 1 ? 'test that fails' : 'tests that fail'} in ${cells.length === 1 ? 'this cell' : 'these cells'}`;
}

/** The command that runs one cell again, as it is typed in a shell. */
export function reproduceCommand(cell: string, { file, extra = [], reproduce }: ReportOptions): string {
  if (reproduce) return reproduce(cell);
  return [
    'matrix run',
    ...(file === undefined ? [] : [shellWord(file)]),
    `--only ${shellQuoted(cell)}`,
    ...extra.map(shellWord),
  ].join(' ');
}

function logOf({ cell, attempt }: CellSummary, { log }: FailureText, { logPath }: ReportOptions): string | undefined {
  return log && attempt > 0 ? logPath?.({ cell: cell.id, attempt, source: log }) : undefined;
}
