// JUnit XML, which has no standard: what mocha, jest, vitest, node:test, pytest, PHPUnit, gotestsum and Surefire write.
// A stream in, tests out, in bounded memory. Entities of a document's own are not resolved, so that none can explode.

import type { SaxesTagPlain } from 'saxes';
import type { TestOutcome, TestResult } from '../model/test-result.ts';
import { boundedName } from './bounded-name.ts';
import { createBoundedParser } from './bounded-parser.ts';
import { collectionFailure } from './collection-failure.ts';
import { createReruns, type Entry } from './reruns.ts';
import { mostLines, mostText, type TestReport, textOf, Unreadable } from './test-report.ts';
import { mostReruns, withTries } from './tries.ts';

/** What stands in suites that are deeper belongs to the last of these. */
const mostDepth = 64;

/**
 * Reads a report. Never rejects for what is in it; rejects as the stream does. A problem is a sentence about the report,
 * without its subject.
 */
export async function readJunit(chunks: AsyncIterable<Uint8Array>): Promise<TestReport> {
  const reader = createReader();
  try {
    for await (const text of textOf(chunks)) reader.write(text);
    reader.close();
    const beside = reader.errorsBeside();
    return { tests: reader.tests, ...(beside > 0 ? { problem: besideProblem(beside) } : {}) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { tests: reader.tests, problem: `cannot be read: ${error.message}` };
  }
}

function besideProblem(errors: number): string {
  return `counts ${errors === 1 ? '1 error that is' : `${errors} errors that are`} in none of its tests: see the log`;
}

/** Its number tells it from others of its name. */
type Suite = { readonly name: string; readonly number: number };

type OpenCase = {
  readonly suites: readonly Suite[];
  readonly attributes: Readonly<Record<string, string>>;
  outcome: TestOutcome;
  /** The try that failed first, and those after it. */
  first?: Try;
  readonly again: Try[];
};

type Try = { readonly isError: boolean; readonly message: string; readonly type: string; text: string };

/** What a test case may hold, and what it makes of it: a re-run that failed does not unsay the first failure. */
const outcomes: Readonly<Record<string, TestOutcome | undefined>> = {
  failure: 'failed',
  error: 'failed',
  skipped: 'skipped',
  flakyFailure: 'flaky',
  flakyError: 'flaky',
  rerunFailure: undefined,
  rerunError: undefined,
};

function createReader() {
  const reruns = createReruns();
  const suites: Suite[] = [];
  let depth = 0;
  let suiteNumber = 0;
  let open: OpenCase | undefined;
  /** The element of a test case whose text is being read, the try that it tells of, and what of it is passed over. */
  let inside: string | undefined;
  let told: Try | undefined;
  let output: string | undefined;
  let counted: Counted | undefined;
  let failures = 0;
  const parser = createBoundedParser();

  const opened = ({ name, attributes }: SaxesTagPlain) => {
    if (name === 'testsuites') counted ??= countedBy(attributes);
    if (name === 'testsuite') {
      depth++;
      if (depth <= mostDepth) suites.push({ name: boundedName(attributes.name ?? ''), number: suiteNumber++ });
    }
    if (name === 'testcase') {
      open = { suites: [...suites], attributes, outcome: 'passed', again: [] };
    } else if (open && inside === undefined && Object.hasOwn(outcomes, name)) {
      inside = name;
      const outcome = outcomes[name];
      if (outcome !== 'skipped') failures++;
      if (outcome && open.outcome !== 'failed') open.outcome = outcome;
      if (outcome !== 'skipped') told = tryOf(name, attributes, open);
    } else if (inside !== undefined && /^system-(out|err)$/.test(name)) output ??= name;
  };
  const closed = ({ name }: SaxesTagPlain) => {
    if (name === 'testsuite') {
      if (depth <= mostDepth) suites.pop();
      depth--;
    }
    if (name === output) output = undefined;
    else if (name === inside) {
      inside = undefined;
      told = undefined;
    } else if (name === 'testcase' && open) {
      reruns.add(entryOf(open));
      open = undefined;
    }
  };
  const text = (more: string) => {
    if (told && output === undefined && told.text.length < mostText) told.text += more;
  };
  parser.on('opentag', opened);
  parser.on('closetag', closed);
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('error', (error) => {
    throw new Unreadable(`it is no XML (${error.message.replace(/^\S*?(\d+:\d+): /, '$1: ')})`);
  });
  return {
    tests: reruns.tests,
    /** What gotestsum counts but has no test for: a package that could not be built. */
    errorsBeside: () => (counted ? Math.min(counted.errors, counted.errors + counted.failures - failures) : 0),
    write: (more: string) => parser.write(more),
    close: () => parser.close(),
  };
}

/** What a whole report says of itself. */
type Counted = { readonly errors: number; readonly failures: number };

function countedBy({ errors, failures }: Readonly<Record<string, string>>): Counted {
  const [of, and] = [errors, failures].map((count = '') => (/^\d{1,9}$/.test(count) ? Number(count) : 0));
  return { errors: of ?? 0, failures: and ?? 0 };
}

function entryOf(open: OpenCase): Entry {
  const { suites, attributes } = open;
  const { name, classname, class: of, file, line } = attributes;
  const suite = suites.at(-1);
  return {
    result: resultOf(open),
    identity: JSON.stringify([suite?.number, classname ?? of, name, file, line]),
    isPytest: suite?.name === 'pytest',
  };
}

/** The try that an element tells of; none where they are too many. A second `failure` is more of the same try. */
function tryOf(name: string, attributes: Readonly<Record<string, string>>, open: OpenCase): Try | undefined {
  const { message = '', type = '' } = attributes;
  const found: Try = { isError: /error$/i.test(name), message, type, text: '' };
  const isAgain = name.startsWith('rerun') || (name.startsWith('flaky') && open.first !== undefined);
  if (!isAgain) {
    open.first ??= found;
    return open.first;
  }
  if (open.again.length >= mostReruns) return undefined;
  open.again.push(found);
  return found;
}

function resultOf({ suites, attributes, outcome, first, again }: OpenCase): TestResult {
  const durationMs = durationOf(attributes.time);
  const test = {
    name: boundedName(nameOf(suites, attributes)),
    outcome,
    ...(durationMs === undefined ? {} : { durationMs }),
  };
  if (outcome !== 'failed' && outcome !== 'flaky') return test;
  return withTries(
    test,
    (first ? [first, ...again] : again).map((one) => ({
      failure: linesOf(one),
      ...(one.isError ? { isError: true } : {}),
    })),
  );
}

/** In milliseconds. A clock that was set back makes less than nothing; what is longer than a month is no time. */
function durationOf(time: string | undefined): number | undefined {
  const seconds = time === undefined || time.trim() === '' ? Number.NaN : Number(time.replaceAll(',', ''));
  return seconds < 31 * 86_400 ? Math.max(0, Math.round(seconds * 1000)) : undefined;
}

/**
 * `class › name`, the same whichever version of a runner wrote it. Mocha puts the test's title where others have the
 * class, and jest both into both. node:test has the word "test" there, and since 24 the suites around it, which are
 * what its tests belong to in both.
 */
function nameOf(suites: readonly Suite[], attributes: Readonly<Record<string, string>>): string {
  const name = attributes.name ?? '';
  const of = attributes.classname ?? attributes.class ?? '';
  if (of !== '' && (name === of || name.endsWith(` ${of}`))) return name;
  const around = suites.map((suite) => suite.name).filter((suite) => suite !== '' && suite !== 'Root Suite');
  if (of === '' || of === 'test' || of === around.join('.')) return [...around, name].join(' › ');
  return name.startsWith(`${of} `) ? name : `${of} › ${name}`;
}

/** The text, which most often begins with the message; before it the message where it does not. */
function linesOf({ message, type, text }: Try): readonly string[] {
  const below = text
    .slice(0, mostText)
    .replace(/^\s*\n/, '')
    .replace(/^\s*● Test suite failed to run\s*\n/, '')
    .trimEnd();
  const above = message.slice(0, mostText).trim();
  const collected = collectionFailure(above, below.split('\n'));
  if (collected) return collected.slice(0, mostLines);
  if (above === 'Failed' && below !== '') return linesOfGo(below);
  const beginning = below.split('\n', 12);
  const isSaid =
    above === '' ||
    inOneLine(beginning.slice(0, 4).join('\n')).includes(inOneLine(above)) ||
    beginning.some((line) => /^\w*(Error|Exception)\b/.test(line) && line.endsWith(above));
  const lines = [...(isSaid ? [] : above.split('\n')), ...(below === '' ? [] : below.split('\n'))];
  return (lines.length > 0 ? lines : [type]).map((line) => line.trimEnd()).slice(0, mostLines);
}

/** gotestsum's message is the same for all of them, and go tells which test it began before what became of it. */
function linesOfGo(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => !/^=== (?:RUN|PAUSE|CONT|NAME) /.test(line));
  return (lines.length > 0 ? lines : ['Failed']).map((line) => line.trimEnd()).slice(0, mostLines);
}

/** Attributes lose their line ends, some to spaces and some to nothing. */
function inOneLine(text: string): string {
  return text.replace(/\s+/g, '');
}
