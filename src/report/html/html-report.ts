// The run as one HTML file that asks for nothing: data, style and script stand in it, and its policy allows no others.

import { createHash } from 'node:crypto';
import type { OutputSource } from '../../model/event.ts';
import type { Summary } from '../../model/summary.ts';
import type { RunTests } from '../../model/test-result.ts';
import { finalReport } from '../final-report.ts';
import { jsonText } from '../json-text.ts';
import { printable } from '../printable.ts';
import type { ReportOptions } from '../reporter.ts';
import { makePageData, type ShownLog } from './make-page-data.ts';
import type { PageLogLines } from './page-data.ts';

/** What src/page/ was built to. */
export type PageAssets = { readonly script: string; readonly style: string };

/** A log, cut in the middle; `omitted` counts the line ends that were left out there. */
export type HtmlLog = {
  readonly source: OutputSource;
  readonly first: string;
  readonly last: string;
  readonly omitted: number;
};

export const dataId = 'run';

/** The whole document. */
export function htmlReport(
  summary: Summary,
  tests: RunTests,
  logs: readonly HtmlLog[],
  { script, style }: PageAssets,
  options: ReportOptions = {},
): string {
  const held = logs.map((log, at) => ({ source: log.source, id: `log-${at}`, lines: linesOf(log) }));
  const shown = held.map(({ source, id, lines }): ShownLog => ({ source, id, lines: countOf(lines) }));
  const data = makePageData(summary, tests, shown, options);
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escaped(`${data.look.sign} ${data.name}: ${data.summary}`)}</title>`,
    `<link rel="icon" href="${iconOf(data.look.tone)}">`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<div id="page"></div>',
    `<noscript><pre>${escaped(finalReport(summary, plain, options, tests))}</pre></noscript>`,
    dataElement(dataId, data),
    ...held.map(({ id, lines }) => dataElement(id, lines)),
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

const plain = { columns: 120, colour: false, unicode: true };
/** What stands in a line of minified code beyond it is of no use to anybody. */
const longestLine = 4_000;

/** A browser draws some thousand lines at once; of a log the end tells most. */
const mostFirstLines = 1_000;
const mostLastLines = 3_000;

function linesOf({ first, last, omitted }: HtmlLog): PageLogLines {
  const [beginning, end] = [split(first), split(last)];
  const all = omitted === 0 ? [...beginning, ...end] : beginning;
  const rest = omitted === 0 ? [] : end;
  if (omitted === 0 && all.length <= mostFirstLines + mostLastLines) return { first: all, omitted, last: [] };
  const shownLast = (omitted === 0 ? all.slice(mostFirstLines) : rest).slice(-mostLastLines);
  const shownFirst = all.slice(0, mostFirstLines);
  const leftOut = all.length + rest.length - shownFirst.length - shownLast.length;
  return { first: shownFirst, omitted: omitted + leftOut, last: shownLast };
}

/** How many lines the log has, those that the page does not hold among them. */
function countOf({ first, omitted, last }: PageLogLines): number {
  return first.length + omitted + last.length;
}

function split(text: string): readonly string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => {
    const clean = printable(line);
    return clean.length > longestLine ? `${clean.slice(0, longestLine)}…` : clean;
  });
}

/** JSON in which nothing can end the element that it stands in: such elements hold data and are never run. */
function dataElement(id: string, value: unknown): string {
  const json = jsonText(value).replaceAll('<', '\\u003c').toWellFormed();
  return `<script type="application/json" id="${id}">${json}</script>`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function iconOf(tone: string): string {
  const colours: Readonly<Record<string, string>> = {
    green: '#1a7f37',
    red: '#cf222e',
    magenta: '#8250df',
    amber: '#9a6700',
  };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="${colours[tone] ?? '#6e7781'}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
