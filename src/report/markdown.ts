// The run as Markdown, for a pull request or a step's summary: the grid first, what it comes from, and each failure
// folded away. GitHub drops a summary of more than a mebibyte whole, so that this one never is.

import type { CellSummary } from '../model/cell-summary.ts';
import { isAllowed } from '../model/cell-summary.ts';
import type { Summary } from '../model/summary.ts';
import type { RunTests, TestOutcome } from '../model/test-result.ts';
import { axesOf, gridOf, textOf } from './axes.ts';
import { cellNames } from './cell-names.ts';
import { formatDuration } from './duration.ts';
import { type FailureGroup, failureGroups } from './failure-groups.ts';
import { moreTests, reproduceCommand } from './failures.ts';
import { glyphs } from './glyphs.ts';
import { mountedText } from './mounted-text.ts';
import { outcomeLook } from './outcome-look.ts';
import { printable } from './printable.ts';
import { reportTroubles } from './report-troubles.ts';
import type { ReportOptions } from './reporter.ts';
import { summaryLine } from './summary-line.ts';
import { testLooks, testRows } from './test-grid.ts';

const mostBytes = 1_000_000;
/** Rows of a table of cells; the worst come first. */
const mostRows = 400;
const mostColumns = 30;

/** The whole document, of at most a million bytes or fewer if asked, whatever the run. */
export function markdownReport(
  summary: Summary,
  tests: RunTests = new Map(),
  options: ReportOptions = {},
  most = mostBytes,
): string {
  const where = options.whereRed?.(summary);
  const mounted = mountedText(summary.plan);
  const parts = [
    `### ${inline(summary.plan.name)}: ${inline(summaryLine(summary, plain))}`,
    ...(mounted === undefined ? [] : [inline(mounted)]),
    ...(where === undefined ? [] : [`**${inline(where)}**`]),
    cellsTable(summary),
    ...testsTable(summary, tests, options),
    ...troubles(summary, tests),
    ...failureGroups(summary, tests).map((group) => failureText(group, options)),
  ];
  return `${bounded(parts, Math.min(most, mostBytes)).join('\n\n')}\n`;
}

const plain = { columns: 200, rows: 50, colour: false, unicode: true };

/** As many of the parts as fit, in their order. */
function bounded(parts: readonly string[], most: number): readonly string[] {
  const kept: string[] = [];
  let left = most;
  for (const part of parts) {
    left -= Buffer.byteLength(part) + 2;
    if (left < 200) return [...kept, `and ${parts.length - kept.length} more: the record of the run has all`];
    kept.push(part);
  }
  return kept;
}

/** How many of the troubles with reports are named. */
const mostTroubles = 20;

function troubles(summary: Summary, tests: RunTests): readonly string[] {
  const all = reportTroubles(summary, tests);
  const lines = all.slice(0, mostTroubles).map((line) => `- ${inline(line)}`);
  const more = all.length - lines.length;
  return all.length === 0 ? [] : [[...lines, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n')];
}

function cellsTable(summary: Summary): string {
  const grid = gridOf(summary.plan);
  if (grid && grid.columns.values.length <= mostColumns) {
    const corner = `${inline(grid.rows.name)} \\ ${inline(grid.columns.name)}`;
    const rows = grid.at.map((row, at) => [
      `**${inline(grid.rows.values[at] ?? '')}**`,
      ...row.map((index) => (index === undefined ? '–' : cellText(summary.cells[index]))),
    ]);
    return table([corner, ...grid.columns.values.map(inline)], rows);
  }
  const axes = axesOf(summary.plan);
  const sorted = summary.cells.toSorted((a, b) => urgency(a) - urgency(b));
  const rows = sorted
    .slice(0, mostRows)
    .map((cell) => [...axes.map(({ name }) => inline(textOf(cell.cell, name) ?? '–')), cellText(cell)]);
  const more = sorted.length - rows.length;
  const lines = table([...axes.map(({ name }) => inline(name)), 'outcome'], rows);
  return more > 0 ? `${lines}\n\nand ${more} more` : lines;
}

/** What is to be read first: red, then infrastructure, then the rest. */
function urgency({ outcome }: CellSummary): number {
  const { tone } = outcome ? outcomeLook(outcome.kind, false) : { tone: 'dim' };
  return ['red', 'magenta', 'amber', 'dim'].indexOf(tone) + 1 || 5;
}

function cellText(cell: CellSummary | undefined): string {
  if (!cell?.outcome) return '·';
  const { glyph, word } = outcomeLook(cell.outcome.kind, false);
  const time = cell.durationMs > 0 ? ` ${formatDuration(cell.durationMs)}` : '';
  return `${glyphs(true)[glyph]} ${word}${isAllowed(cell) ? ' (allowed)' : ''}${time}`;
}

function testsTable(summary: Summary, tests: RunTests, options: ReportOptions): readonly string[] {
  const { rows, cells, more } = testRows(summary, tests, options);
  if (rows.length === 0) return [];
  const wide = cells.length > mostColumns;
  const head = wide
    ? ['test', 'fails in', '']
    : ['test', ...cells.map(({ id }) => inline(id).replaceAll(',', '<br>')), ''];
  const lines = rows.map(({ name, outcomes, where }) => {
    const failed = outcomes.filter((outcome) => outcome === 'failed').length;
    const there = outcomes.filter((outcome) => outcome !== undefined).length;
    const middle = wide ? [`${failed} of ${there}`] : outcomes.map(testSign);
    return [inline(name), ...middle, inline(where ?? '')];
  });
  const rest = more > 0 ? [`and ${more} more tests`] : [];
  return ['#### Tests that are not green everywhere', table(head, lines), ...rest];
}

function testSign(outcome: TestOutcome | undefined): string {
  return glyphs(true)[outcome === undefined ? 'absent' : testLooks[outcome].glyph];
}

function failureText(group: FailureGroup, options: ReportOptions): string {
  const { cells, text, more, compared, hint } = group;
  const [first] = cells;
  const title = `${first ? cellText({ ...first, durationMs: 0 }) : ''} ${cellNames(cells.map(({ cell }) => cell))}: ${text.why}`;
  const command = reproduceCommand(first?.cell.id ?? '', options);
  return [
    `<details><summary>${inline(title)}</summary>`,
    '',
    ...(text.lines.length > 0 ? [fenced(text.lines), ''] : []),
    ...(more > 0 ? [`and ${moreTests(group)}`, ''] : []),
    ...compared.flatMap((line) => [`${inline(line)}.`, '']),
    ...(hint === undefined ? [] : [`Hint: ${inline(hint)}`, '']),
    `Reproduce: <code>${inline(command)}</code>`,
    '',
    '</details>',
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (columns: readonly string[]) => `| ${columns.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Lines as they are, in a fence that none of them can end. */
function fenced(lines: readonly string[]): string {
  const longest = lines.reduce(
    (most, line) => Math.max(most, ...(line.match(/`+/g) ?? []).map(({ length }) => length)),
    2,
  );
  const fence = '`'.repeat(longest + 1);
  return [fence, ...lines.map(printable), fence].join('\n');
}

/** Somebody else's text within a line: no markup of any kind, neither Markdown's nor HTML's, and nobody is called. */
function inline(text: string): string {
  return printable(text).replace(/[&<>|@\\`*_[\]#~!]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
