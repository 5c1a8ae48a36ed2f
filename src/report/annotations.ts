// What is pinned to the lines of a change: each failure once, where in the project's own source it happened, in which
// cells, and where on the axes. What says nothing against the suite is a warning.

import { type CellSummary, isAllowed } from '../model/cell-summary.ts';
import { verdictOf } from '../model/outcome.ts';
import type { CellPlan } from '../model/plan.ts';
import type { Summary } from '../model/summary.ts';
import type { RunTests } from '../model/test-result.ts';
import { cellNames } from './cell-names.ts';
import { failureExcerpt } from './excerpt.ts';
import { type FailureGroup, failureGroups } from './failure-groups.ts';
import { moreTests, reproduceCommand } from './failures.ts';
import { outcomeLook } from './outcome-look.ts';
import { printable } from './printable.ts';
import type { ReportOptions } from './reporter.ts';

/** `file` is relative to the repository's root. */
export type FilePlace = { readonly file: string; readonly line: number; readonly column?: number };

export type Annotation = {
  readonly level: 'error' | 'warning';
  readonly title: string;
  readonly message: string;
  readonly place?: FilePlace;
};

export type AnnotationOptions = ReportOptions & {
  /** Where in the source of a cell's image the lines of a failure point. */
  readonly placeOf?: (cell: CellPlan, lines: readonly string[]) => FilePlace | undefined;
};

/** So many of each level GitHub shows of a step. */
export const mostAnnotations = 10;

/** A longer title is cut by GitHub; what is cut here stands in the message. */
const longestTitle = 120;

type Draft = Omit<Annotation, 'message'> & { readonly cells: number; readonly message: () => string };

/**
 * The annotations of a run, at most ten of a level: those with a place first, of these what fails in most cells. Where
 * there are more, the last one of the level says how many.
 */
export function annotations(
  summary: Summary,
  tests: RunTests = new Map(),
  options: AnnotationOptions = {},
): readonly Annotation[] {
  const drafts = [
    ...failureGroups(summary, tests).map((group) => ofFailure(group, summary, tests, options)),
    ...flakyCells(summary),
    ...flakyTests(summary, tests, options),
  ];
  return (['error', 'warning'] as const).flatMap((level) => shown(drafts, level));
}

function shown(drafts: readonly Draft[], level: Annotation['level']): readonly Annotation[] {
  const sorted = drafts
    .filter((draft) => draft.level === level)
    .toSorted((a, b) => Number(b.place !== undefined) - Number(a.place !== undefined) || b.cells - a.cells);
  const fits = sorted.length <= mostAnnotations;
  const told = sorted.slice(0, fits ? mostAnnotations : mostAnnotations - 1).map(({ cells: _, message, ...rest }) => ({
    ...rest,
    message: message(),
  }));
  if (fits) return told;
  const more = `${sorted.length - told.length} more ${level === 'error' ? 'failures' : 'warnings'}`;
  const message = `${more}: the summary of the job has all of them`;
  return [...told, { level, title: more, message }];
}

function ofFailure(group: FailureGroup, summary: Summary, tests: RunTests, options: AnnotationOptions): Draft {
  const { cells, text } = group;
  const [first] = cells;
  const { kind = 'failed' } = first?.outcome ?? {};
  const isRed = verdictOf(kind) === 'red' && first !== undefined && !isAllowed(first);
  const place = first && options.placeOf?.(first.cell, [...text.lines, ...wholeFailure(first, text.why, tests)]);
  const title = titleOf(group, tests);
  const fits = title.length <= longestTitle;
  return {
    level: isRed ? 'error' : 'warning',
    title: fits ? title : `${title.slice(0, longestTitle - 1)}…`,
    cells: cells.length,
    ...(place && { place }),
    message: () =>
      [
        ...(fits ? [] : [text.why, '']),
        ...(text.lines.length > 0 ? [...text.lines, ''] : []),
        [`in ${namesOf(cells)}`, ...fails(group, summary, tests, options)].join(': '),
        ...(group.more > 0 ? [`and ${moreTests(group)}`] : []),
        ...group.compared,
        `reproduce: ${reproduceCommand(first?.cell.id ?? '', options)}`,
      ].join('\n'),
  };
}

function titleOf({ cells: [first], text }: FailureGroup, tests: RunTests): string {
  if (!first?.outcome) return text.why;
  const allowed = isAllowed(first);
  const title = isTest(first, text.why, tests)
    ? text.why
    : `${outcomeLook(first.outcome.kind, allowed).word}: ${text.why}`;
  return allowed ? `${title} (allowed)` : title;
}

/** Where it fails and nothing else does, by the axes; only of what says something about the suite. */
function fails(
  { cells, text }: FailureGroup,
  summary: Summary,
  tests: RunTests,
  { whereOf }: ReportOptions,
): readonly string[] {
  const [first] = cells;
  if (!first?.outcome || verdictOf(first.outcome.kind) !== 'red' || !whereOf) return [];
  const ids = new Set(cells.map(({ cell }) => cell.id));
  const ofTest = isTest(first, text.why, tests);
  const where = whereOf(
    summary.cells.map(({ cell, outcome }) => {
      if (ids.has(cell.id)) return { cell, isRed: true };
      const verdict = outcome && verdictOf(outcome.kind);
      const ofThis = ofTest ? (tests.get(cell.id)?.outcomeOf(text.why) ?? 'skipped') : 'passed';
      // The same test that fails with other words is neither this failure nor a pass.
      const heard = (verdict === 'green' || verdict === 'red') && ofThis !== 'skipped' && ofThis !== 'failed';
      return { cell, isRed: heard ? false : undefined };
    }),
  );
  return where === undefined ? [] : [`fails ${where}`];
}

function isTest({ cell }: CellSummary, why: string, tests: RunTests): boolean {
  return tests.get(cell.id)?.outcomeOf(why) === 'failed';
}

/** All that a test says of its failure, since the lines that are shown may end before its place. */
function wholeFailure({ cell }: CellSummary, why: string, tests: RunTests): readonly string[] {
  return tests.get(cell.id)?.notGreen.find(({ name }) => printable(name) === why)?.failure ?? [];
}

function namesOf(cells: readonly CellSummary[]): string {
  return cellNames(cells.map(({ cell }) => cell));
}

/** Cells whose suite passed only when it was tried again, together: no line of the source is to blame. */
function flakyCells({ cells }: Summary): readonly Draft[] {
  const flaky = cells.filter(({ outcome }) => outcome?.kind === 'flaky');
  if (flaky.length === 0) return [];
  const title = `flaky: ${flaky.length === 1 ? 'a cell' : `${flaky.length} cells`} passed only on a retry`;
  return [{ level: 'warning', title, cells: flaky.length, message: () => `in ${namesOf(flaky)}` }];
}

/** Tests that their own runner tried again. */
function flakyTests(summary: Summary, tests: RunTests, options: AnnotationOptions): readonly Draft[] {
  const found = new Map<string, { readonly cells: CellSummary[]; readonly lines: readonly string[] }>();
  for (const cell of summary.cells) {
    for (const { name, outcome, failure = [] } of tests.get(cell.cell.id)?.notGreen ?? []) {
      if (outcome !== 'flaky') continue;
      const known = found.get(name);
      if (known) known.cells.push(cell);
      else found.set(name, { cells: [cell], lines: failure });
    }
  }
  return [...found].map(([name, { cells, lines }]): Draft => {
    const [first] = cells;
    const place = first && options.placeOf?.(first.cell, lines);
    return {
      level: 'warning',
      title: `flaky: ${printable(name)}`,
      cells: cells.length,
      ...(place && { place }),
      message: () => [...failureExcerpt(lines), `failed, and then passed, in ${namesOf(cells)}`].join('\n'),
    };
  });
}
