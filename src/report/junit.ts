// The run as JUnit XML, for whatever reads that: a suite a cell, a case for the suite as a whole and one for each test
// that it told of. What is written that way, and why, is in docs/decisions/0010-junit-that-others-read.md.

import type { CellSummary } from '../model/cell-summary.ts';
import type { Summary } from '../model/summary.ts';
import { wallTime } from '../model/summary.ts';
import type { RunTests } from '../model/test-result.ts';
import { axesOf, textOf } from './axes.ts';
import { type Because, type Case, casesOf, type Try } from './junit-cases.ts';
import { open, tag, textTag } from './xml.ts';

/**
 * The document, in pieces: of a large run it is larger than what should be in memory. Infrastructure is an
 * `error`, a red suite or test a `failure`; what is allowed to fail is skipped.
 */
export function* junitReport(summary: Summary, tests: RunTests = new Map()): Generator<string> {
  // Without counts: the common schema has none of what was skipped here, and who reads the others would count that
  // among what passed. Those of the suites are complete.
  const attributes = { name: summary.plan.name, time: seconds(wallTime(summary)) };
  yield `<?xml version="1.0" encoding="UTF-8"?>\n${open('testsuites', attributes)}\n`;
  for (const cell of summary.cells) yield* suite(cell, casesOf(cell, summary, tests.get(cell.cell.id)), summary);
  yield '</testsuites>\n';
}

function* suite(cell: CellSummary, cases: Iterable<Case>, { plan }: Summary): Generator<string> {
  const { id, values } = cell.cell;
  const started = cell.phases[0]?.start;
  const properties = [
    ...axesOf(plan).flatMap(({ name }) => {
      const value = textOf({ values }, name);
      return value === undefined ? [] : [tag('property', { name: `matrix.${name}`, value })];
    }),
    ...(cell.outcome ? [tag('property', { name: 'matrix:outcome', value: cell.outcome.kind })] : []),
  ];
  const attributes = {
    name: id,
    ...countsOf(cases),
    time: seconds(cell.durationMs),
    ...(started === undefined ? {} : { timestamp: new Date(started).toISOString().slice(0, 19) }),
  };
  yield `${open('testsuite', attributes)}\n${tag('properties', {}, properties)}\n`;
  for (const one of cases) yield `${caseText(one, id)}\n`;
  yield '</testsuite>\n';
}

function countsOf(cases: Iterable<Case>) {
  const counts = { failure: 0, error: 0, skipped: 0 };
  let tests = 0;
  for (const { because } of cases) {
    tests += 1;
    if (because) counts[because.element] += 1;
  }
  return { tests, failures: counts.failure, errors: counts.error, skipped: counts.skipped };
}

function caseText({ name, durationMs = 0, because, flaky = [] }: Case, classname: string): string {
  const again = because
    ? (because.reruns ?? []).map((one) => ['rerun', one] as const)
    : flaky.map((one) => ['flaky', one] as const);
  const triesOf = (kind: Try['kind']) =>
    again.filter(([, one]) => one.kind === kind).map(([prefix, one]) => tryText(`${prefix}${kind}`, one));
  // In the order that Surefire's schema has: `error` after the failures.
  const elements = [
    ...(because && because.element !== 'error' ? [becauseText(because)] : []),
    ...triesOf('Failure'),
    ...(because?.element === 'error' ? [becauseText(because)] : []),
    ...triesOf('Error'),
  ];
  return tag('testcase', { name, classname, time: seconds(durationMs) }, elements);
}

function becauseText({ element, type, message, lines }: Because): string {
  const said = message === '' ? {} : { message };
  const attributes = element === 'skipped' ? said : { ...said, type };
  return lines.length > 0 ? textTag(element, attributes, lines) : tag(element, attributes);
}

function tryText(element: string, { type, message, lines }: Try): string {
  const attributes = { ...(message === '' ? {} : { message }), type };
  return `${open(element, attributes)}${textTag('stackTrace', {}, lines)}</${element}>`;
}

/** Not more than three digits, and no thousands: what every schema takes. */
function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
