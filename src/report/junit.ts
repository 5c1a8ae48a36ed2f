// The run as JUnit XML, for whatever reads that: a suite a cell, a case for the suite as a whole and one for each test
// that it told of. Re-runs are written as Surefire writes them.

import { verdictOf } from '../model/outcome.ts';
import { type CellSummary, isAllowed, type Summary, wallTime } from '../model/summary.ts';
import type { CellTests, RunTests, TestResult } from '../model/test-result.ts';
import { axesOf, textOf } from './axes.ts';
import { failureText } from './failure-text.ts';
import { outcomeLook } from './outcome-look.ts';
import { printable } from './printable.ts';

/** What the case of a whole cell is called. */
const whole = 'the suite';

type Case = {
  readonly name: string;
  readonly durationMs?: number;
  /** The element that says why it is no pass: its name, its type, its message, its text. */
  readonly because?: Because;
};

type Because = {
  readonly element: 'failure' | 'error' | 'skipped' | 'flakyFailure';
  readonly type: string;
  readonly message: string;
  readonly lines: readonly string[];
};

/** The whole document. Infrastructure is an `error`, a red suite or test a `failure`; what is allowed to fail is skipped. */
export function junitReport(summary: Summary, tests: RunTests = new Map()): string {
  const suites = summary.cells.map((cell) => ({ cell, cases: casesOf(cell, summary, tests.get(cell.cell.id)) }));
  const all = suites.flatMap(({ cases }) => cases);
  const attributes = { name: summary.plan.name, ...countsOf(all), time: seconds(wallTime(summary)) };
  const lines = suites.flatMap(({ cell, cases }) => suiteLines(cell, cases, summary));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${tag('testsuites', attributes, lines)}\n`;
}

function suiteLines(cell: CellSummary, cases: readonly Case[], { plan }: Summary): readonly string[] {
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
  const lines = [tag('properties', {}, properties), ...cases.map((one) => caseText(one, id))];
  return tag('testsuite', attributes, lines).split('\n');
}

function casesOf(cell: CellSummary, summary: Summary, tests: CellTests | undefined): readonly Case[] {
  const failures = new Map(tests?.notGreen.map((test) => [test.name, test]));
  return [
    wholeCase(cell, summary),
    ...(tests?.all() ?? []).map(({ name, outcome }) =>
      testCase(failures.get(name) ?? { name, outcome }, isAllowed(cell)),
    ),
  ];
}

function wholeCase(cell: CellSummary, summary: Summary): Case {
  const { outcome, durationMs, state } = cell;
  const because = (element: Because['element'], message: string, lines: readonly string[] = []): Case => ({
    name: whole,
    durationMs,
    because: { element, type: outcome?.kind ?? 'unfinished', message, lines },
  });
  if (state === 'missing') return because('error', 'it is in no record');
  if (!outcome) return because('error', 'the run was ended before it');
  if (outcome.kind === 'flaky') return because('flakyFailure', `passed in attempt ${outcome.attempts}`);
  const verdict = verdictOf(outcome.kind);
  if (verdict === 'green') return { name: whole, durationMs };
  const text = failureText(cell, summary);
  const message = text?.why ?? outcomeLook(outcome.kind, false).word;
  if (verdict === 'cancelled') return because('skipped', message);
  if (isAllowed(cell)) return because('skipped', `allowed to fail: ${message}`);
  return because(verdict === 'red' ? 'failure' : 'error', message, text?.lines);
}

function testCase({ name, outcome, durationMs, failure = [] }: TestResult, allowed: boolean): Case {
  const [message = '', ...lines] = failure;
  const time = durationMs === undefined ? {} : { durationMs };
  switch (outcome) {
    case 'passed':
      return { name, ...time };
    case 'skipped':
      return { name, ...time, because: { element: 'skipped', type: outcome, message: '', lines: [] } };
    case 'flaky':
      return { name, ...time, because: { element: 'flakyFailure', type: outcome, message, lines } };
    case 'failed':
      return allowed
        ? {
            name,
            ...time,
            because: { element: 'skipped', type: outcome, message: `allowed to fail: ${message}`, lines: [] },
          }
        : { name, ...time, because: { element: 'failure', type: outcome, message, lines } };
  }
}

function countsOf(cases: readonly Case[]) {
  const of = (element: Because['element']) => cases.filter(({ because }) => because?.element === element).length;
  return { tests: cases.length, failures: of('failure'), errors: of('error'), skipped: of('skipped') };
}

function caseText({ name, durationMs, because }: Case, classname: string): string {
  const time = durationMs === undefined ? {} : { time: seconds(durationMs) };
  const attributes = { name, classname, ...time };
  if (!because) return tag('testcase', attributes);
  const { element, type, message, lines } = because;
  const said = message === '' ? {} : { message };
  const attributesOfIt = element === 'skipped' ? said : { ...said, type };
  // A text of several lines is content, and not to be indented.
  const text = lines.length > 0 ? escaped(lines.map(printable).join('\n')) : undefined;
  return tag('testcase', attributes, [
    text === undefined ? tag(element, attributesOfIt) : `${open(element, attributesOfIt)}${text}</${element}>`,
  ]);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

type Attributes = Readonly<Record<string, string | number>>;

function open(name: string, attributes: Attributes, end = '>'): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(printable(String(value)))}"`);
  return `<${name}${pairs.join('')}${end}`;
}

function tag(name: string, attributes: Attributes, lines: readonly string[] = []): string {
  if (lines.length === 0) return open(name, attributes, '/>');
  return `${open(name, attributes)}\n${lines.join('\n')}\n</${name}>`;
}

function escaped(text: string): string {
  const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  // Characters that XML does not have at all: half of a pair, and the two that no character may be.
  return text
    .toWellFormed()
    .replace(/[&<>"]/g, (sign) => named[sign] ?? sign)
    .replace(/[\ufffe\uffff]/g, '\ufffd');
}
