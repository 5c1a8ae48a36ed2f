// Each failure once: cells that fail in the same way are told together, with the lines that matter and the command
// that shows it again.

import { type CellSummary, isAllowed, type Summary } from '../model/summary.ts';
import { cellNames } from './cell-names.ts';
import { type FailureText, failureText } from './failure-text.ts';
import { glyphs } from './glyphs.ts';
import { outcomeLook } from './outcome-look.ts';
import { palette } from './palette.ts';
import { printable } from './printable.ts';
import type { ReportOptions } from './reporter.ts';
import type { Style } from './screen.ts';
import { shellWord } from './shell-word.ts';
import { width } from './width.ts';

/** Who has more than so many different failures reads the logs. */
const mostGroups = 20;

/** Cells that failed in the same way; the text is the first one's. */
export type FailureGroup = { readonly cells: readonly CellSummary[]; readonly text: FailureText };

/** The failures of a run, in the order of the cells that met them first; those that are allowed come last. */
export function failureGroups(summary: Summary): readonly FailureGroup[] {
  const groups = new Map<string, { cells: CellSummary[]; text: FailureText }>();
  for (const cell of summary.cells) {
    const text = failureText(cell, summary);
    if (!text) continue;
    const key = JSON.stringify([cell.outcome?.kind, isAllowed(cell), text.why, text.lines.map(essence)]);
    const group = groups.get(key);
    if (group) group.cells.push(cell);
    else groups.set(key, { cells: [cell], text });
  }
  const all = [...groups.values()];
  const allowed = ({ cells: [first] }: FailureGroup) => first !== undefined && isAllowed(first);
  return [...all.filter((group) => !allowed(group)), ...all.filter(allowed)];
}

/** All failures as text, a blank line between them; empty where there are none. No line end after the last line. */
export function failureReport(summary: Summary, style: Style, options: ReportOptions = {}): string {
  const groups = failureGroups(summary);
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
    `  ${paint.dim('reproduce:')} ${reproduceCommand(first.cell.id, options)}`,
    ...(log === undefined ? [] : [`  ${paint.dim('whole log:')} ${printable(log)}`]),
  ];
}

/** The command that runs one cell again, as it is typed in a shell. */
export function reproduceCommand(cell: string, { file, extra = [] }: ReportOptions): string {
  return ['matrix run', ...(file === undefined ? [] : [shellWord(file)]), `--only ${quoted(cell)}`, ...extra].join(' ');
}

/** Always in quotes, since people change such a word by hand, to `node>=15` for example. */
function quoted(text: string): string {
  return `'${printable(text).replaceAll("'", "'\\''")}'`;
}

function logOf({ cell, attempt }: CellSummary, { log }: FailureText, { logPath }: ReportOptions): string | undefined {
  return log && attempt > 0 ? logPath?.({ cell: cell.id, attempt, source: log }) : undefined;
}

/** A line without what differs from run to run though it means the same: times, addresses, ids. */
function essence(line: string): string {
  return line
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g, '<time>')
    .replace(/\b\d+(\.\d+)?\s?(ms|s|m|seconds|sec)\b/g, '<span>')
    .replace(/\b(0x)?[0-9a-f]{8,}\b/gi, '<id>')
    .replace(/\b(\d{1,3}\.){3}\d{1,3}(:\d+)?\b/g, '<address>')
    .replace(/\b(pid|process)\s+\d+\b/gi, '<process>')
    .replace(/\[\d+\]/g, '[<number>]')
    .trim();
}
