// A run as the HTML page shows it: every choice of words and every bound is here, so that the page only draws.

import { type CellSummary, isAllowed } from '../../model/cell-summary.ts';
import type { OutputSource } from '../../model/event.ts';
import { type ImageSummary, type Summary, wallTime } from '../../model/summary.ts';
import type { CellTests, RunTests } from '../../model/test-result.ts';
import { axesOf, textOf } from '../axes.ts';
import { type FailureGroup, failureGroups } from '../failure-groups.ts';
import { failureText } from '../failure-text.ts';
import { moreTests, reproduceCommand } from '../failures.ts';
import { glyphs } from '../glyphs.ts';
import { imageLabels } from '../image-label.ts';
import { outcomeLook } from '../outcome-look.ts';
import { printable } from '../printable.ts';
import { reportTroubles } from '../report-troubles.ts';
import type { ReportOptions } from '../reporter.ts';
import { summaryLine } from '../summary-line.ts';
import { environmentOf } from './environment.ts';
import type {
  PageAxis,
  PageCell,
  PageData,
  PageFailure,
  PageImage,
  PageLog,
  PageLook,
  PageOutcome,
} from './page-data.ts';
import { pageTests } from './page-tests.ts';
import { waitsOf } from './waits.ts';

/** Which log stands in which element of the page, and how many lines it has in all. */
export type ShownLog = { readonly source: OutputSource; readonly id: string; readonly lines: number };

/** The page of a run. `logs` tells which logs the document holds. */
export function makePageData(
  summary: Summary,
  tests: RunTests,
  logs: readonly ShownLog[],
  options: ReportOptions,
): PageData {
  const axes = axesOf(summary.plan).map(({ name, values }): PageAxis => ({ name, values }));
  const outcomes = outcomesOf(summary);
  const where = options.whereRed?.(summary);
  const logsOf = Map.groupBy(logs, ({ source }) => source.cell);
  const images = new Map(summary.images.map(({ image }, at) => [image.key, at]));
  const testsTable = pageTests(summary, tests, options);
  const positions = new Map(summary.cells.map(({ cell }, at) => [cell.id, at]));
  const context = { summary, axes, outcomes, images, positions, options, start: summary.startedAt ?? 0 };
  return {
    name: printable(summary.plan.name),
    run: summary.run,
    summary: summaryLine(summary, { colour: false }),
    look: lookOfRun(summary),
    ...(where === undefined ? {} : { where: printable(where) }),
    ...(summary.startedAt === undefined ? {} : { startedAt: summary.startedAt }),
    lengthMs: wallTime(summary),
    axes: axes.map(({ name, values }) => ({ name: printable(name), values: values.map(printable) })),
    outcomes: outcomes.map(({ key: _, ...outcome }) => outcome),
    cells: summary.cells.map((cell) =>
      pageCell(cell, tests.get(cell.cell.id), logsOf.get(cell.cell.id) ?? [], context),
    ),
    images: summary.images.map((image) => pageImage(image, context)),
    failures: failureGroups(summary, tests).map((group) => pageFailure(group, context)),
    ...(testsTable ? { tests: testsTable } : {}),
    environment: environmentOf(summary),
    warnings: warningsOf(summary, tests),
  };
}

type Context = {
  readonly summary: Summary;
  readonly axes: readonly PageAxis[];
  readonly outcomes: readonly (PageOutcome & { readonly key: string })[];
  readonly images: ReadonlyMap<string, number>;
  readonly positions: ReadonlyMap<string, number>;
  readonly options: ReportOptions;
  readonly start: number;
};

const unfinished: PageLook = { sign: glyphs(true).waiting, word: 'not finished', tone: 'dim' };
const missing: PageLook = { sign: glyphs(true).infrastructure, word: 'in no record', tone: 'magenta' };

function lookOf(cell: CellSummary): PageLook {
  if (cell.state === 'missing') return missing;
  if (!cell.outcome) return unfinished;
  const allowed = isAllowed(cell);
  const { glyph, word, tone } = outcomeLook(cell.outcome.kind, allowed);
  return { sign: glyphs(true)[glyph], word: allowed ? `${word} (allowed)` : word, tone };
}

/** In the order in which somebody wants to read of them. */
const byUrgency = ['red', 'magenta', 'amber', 'dim', 'green'];

function urgency({ tone }: PageLook): number {
  return byUrgency.indexOf(tone);
}

function outcomesOf({ cells }: Summary): Context['outcomes'] {
  const groups = Map.groupBy(cells.map(lookOf), ({ word }) => word);
  return [...groups]
    .flatMap(([key, all]) => all.slice(0, 1).map((look) => ({ key, ...look, cells: all.length })))
    .toSorted((a, b) => urgency(a) - urgency(b));
}

/** How the run as a whole went: as its worst cell that counts. */
function lookOfRun(summary: Summary): PageLook {
  const [worst] = summary.cells.map(lookOf).toSorted((a, b) => urgency(a) - urgency(b));
  return worst ?? unfinished;
}

function pageCell(cell: CellSummary, tests: CellTests | undefined, logs: readonly ShownLog[], of: Context): PageCell {
  const { id, image, services, test } = cell.cell;
  const { word } = lookOf(cell);
  const since = (at: number) => at - of.start;
  return {
    id: printable(id),
    values: of.axes.map(({ name, values }) => {
      const at = values.indexOf(textOf(cell.cell, name) ?? '');
      return at < 0 ? null : at;
    }),
    outcome: of.outcomes.findIndex(({ key }) => key === word),
    why: whyOf(cell, of.summary),
    durationMs: cell.durationMs,
    attempts: cell.attempts,
    waits: waitsOf(cell, of.summary),
    phases: cell.phases.map(({ name, attempt, start, end }) => ({
      name: name === 'test' ? 'suite' : name,
      attempt,
      start: since(start),
      end: since(end ?? of.summary.lastAt ?? start),
    })),
    image: of.images.get(image) ?? -1,
    services: Object.entries(services).map(([name, service]) => [printable(name), of.images.get(service.image) ?? 0]),
    command: printable(test.command.join(' ')),
    reproduce: reproduceCommand(id, of.options),
    tests: totalsText(tests),
    logs: logs.map(pageLog),
  };
}

function whyOf(cell: CellSummary, summary: Summary): string {
  if (cell.outcome?.kind === 'flaky') return `passed in attempt ${cell.outcome.attempts}`;
  return failureText(cell, summary)?.why ?? '';
}

function totalsText(tests: CellTests | undefined): string {
  if (!tests) return '';
  const { passed, failed, flaky, skipped } = tests.totals;
  return Object.entries({ failed, flaky, skipped, passed })
    .flatMap(([word, count]) => (count > 0 ? [`${count} ${word}`] : []))
    .join(', ');
}

function pageLog({ source, id, lines }: ShownLog): PageLog {
  return { id, of: source.source === 'test' ? 'suite' : source.source.service, attempt: source.attempt, lines };
}

function pageImage({ image, state, id, digest, startedAt, endedAt, problem }: ImageSummary, of: Context): PageImage {
  const label = imageLabels(of.summary.plan).get(image.key) ?? printable(image.key);
  return {
    label,
    key: printable(image.key),
    ...(id === undefined ? {} : { digest: digest ?? id }),
    state: problem ? printable(problem.message) : state === 'ready' ? (startedAt ? 'made' : 'was there') : state,
    ...(startedAt === undefined
      ? {}
      : { work: { start: startedAt - of.start, end: (endedAt ?? of.summary.lastAt ?? startedAt) - of.start } }),
  };
}

function pageFailure(group: FailureGroup, of: Context): PageFailure {
  const { cells, text, more, compared, hint } = group;
  const [first] = cells;
  return {
    look: first ? lookOf(first) : unfinished,
    cells: cells.map((cell) => of.positions.get(cell.cell.id) ?? 0),
    why: text.why,
    lines: text.lines,
    more: more > 0 ? `and ${moreTests(group)}` : '',
    compared,
    hint: hint ?? '',
    reproduce: reproduceCommand(first?.cell.id ?? '', of.options),
  };
}

function warningsOf(summary: Summary, tests: RunTests): readonly string[] {
  const { leftOvers, finishedAt } = summary;
  const left = leftOvers.map(({ resource, problem }) => printable(`left behind: ${resource}: ${problem.message}`));
  const cut = finishedAt === undefined ? ['this run has no end: it was cut off, or it still goes on'] : [];
  return [...cut, ...reportTroubles(summary, tests), ...left];
}
