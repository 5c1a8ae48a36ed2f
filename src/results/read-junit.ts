// JUnit XML, which has no standard: what mocha, jest, vitest, node:test, pytest, PHPUnit, gotestsum and Surefire write.
// A stream in, tests out, in bounded memory. Entities of a document's own are not resolved, so that none can explode.

import { SaxesParser, type SaxesTagPlain } from 'saxes';
import type { TestOutcome, TestResult } from '../model/test-result.ts';

/** Of one report; what is above is not read, and that is told. */
const mostBytes = 64 * 1024 * 1024;
const mostTests = 100_000;
const mostText = 16 * 1024;
const mostLines = 60;

export type JunitReport = {
  readonly tests: readonly TestResult[];
  /** Why the rest could not be read; the tests before it are there. */
  readonly problem?: string;
};

/** Reads a report. Never rejects for what is in it; rejects as the stream does. */
export async function readJunit(chunks: AsyncIterable<Uint8Array>): Promise<JunitReport> {
  const reader = createReader();
  const decoder = new TextDecoder();
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      bytes += chunk.byteLength;
      if (bytes > mostBytes) throw new Unreadable(`it is larger than ${mostBytes / 1024 / 1024} MiB`);
      reader.write(decoder.decode(chunk, { stream: true }));
    }
    reader.close();
    return { tests: reader.tests };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { tests: reader.tests, problem: error.message };
  }
}

class Unreadable extends Error {}

type OpenCase = {
  readonly suites: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  outcome: TestOutcome;
  failure?: { readonly message: string; readonly type: string; text: string };
};

/** What a test case may hold, and what it makes of it. A re-run that failed does not unsay the first failure. */
const outcomes: Readonly<Record<string, TestOutcome>> = {
  failure: 'failed',
  error: 'failed',
  skipped: 'skipped',
  flakyFailure: 'flaky',
  flakyError: 'flaky',
};

function createReader() {
  const tests: TestResult[] = [];
  const suites: string[] = [];
  let open: OpenCase | undefined;
  /** The element whose text is being read: of a test case, and how deep below it. */
  let inside: string | undefined;
  const parser = new SaxesParser();

  const opened = ({ name, attributes }: SaxesTagPlain) => {
    if (name === 'testsuite') suites.push(attributes.name ?? '');
    else if (name === 'testcase') {
      if (tests.length >= mostTests) throw new Unreadable(`it has more than ${mostTests} tests`);
      open = { suites: [...suites], attributes, outcome: 'passed' };
    } else if (open && inside === undefined && name in outcomes) {
      inside = name;
      const outcome = outcomes[name] ?? 'passed';
      if (open.outcome !== 'failed') open.outcome = outcome;
      if (outcome !== 'skipped')
        open.failure ??= { message: attributes.message ?? '', type: attributes.type ?? '', text: '' };
    }
  };
  const closed = ({ name }: SaxesTagPlain) => {
    if (name === 'testsuite') suites.pop();
    else if (name === inside) inside = undefined;
    else if (name === 'testcase' && open) {
      tests.push(resultOf(open));
      open = undefined;
    }
  };
  const text = (more: string) => {
    const failure = open?.failure;
    if (failure && inside !== undefined && inside !== 'skipped' && failure.text.length < mostText) failure.text += more;
  };
  parser.on('opentag', opened);
  parser.on('closetag', closed);
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('error', (error) => {
    throw new Unreadable(`it is no XML (${error.message.replace(/^\S*?(\d+:\d+): /, '$1: ')})`);
  });
  return { tests, write: (more: string) => parser.write(more), close: () => parser.close() };
}

function resultOf({ suites, attributes, outcome, failure }: OpenCase): TestResult {
  const seconds = Number((attributes.time ?? '').replaceAll(',', ''));
  return {
    name: nameOf(suites, attributes),
    outcome,
    ...(attributes.time !== undefined && Number.isFinite(seconds) ? { durationMs: Math.round(seconds * 1000) } : {}),
    ...(failure && (outcome === 'failed' || outcome === 'flaky') ? { failure: linesOf(failure) } : {}),
  };
}

/**
 * `class › name`, the same whichever version of a runner wrote it. Mocha puts the test's title where others have the
 * class, and jest both into both. node:test has the word "test" there, and since 24 the suites around it, which are
 * what its tests belong to in both.
 */
function nameOf(suites: readonly string[], attributes: Readonly<Record<string, string>>): string {
  const name = attributes.name ?? '';
  const of = attributes.classname ?? attributes.class ?? '';
  if (of !== '' && (name === of || name.endsWith(` ${of}`))) return name;
  const around = suites.filter((suite) => suite !== '' && suite !== 'Root Suite');
  if (of === '' || of === 'test' || of === around.join('.')) return [...around, name].join(' › ');
  return name.startsWith(`${of} `) ? name : `${of} › ${name}`;
}

/** The text, which most often begins with the message; before it the message where it does not. */
function linesOf({ message, type, text }: NonNullable<OpenCase['failure']>): readonly string[] {
  const below = text
    .slice(0, mostText)
    .replace(/^\s*\n/, '')
    .trimEnd();
  const above = message.slice(0, mostText).trim();
  const beginning = below.split('\n', 12);
  const isSaid =
    above === '' ||
    inOneLine(beginning.slice(0, 4).join('\n')).includes(inOneLine(above)) ||
    beginning.some((line) => /^\w*(Error|Exception)\b/.test(line) && line.endsWith(above));
  const lines = [...(isSaid ? [] : above.split('\n')), ...(below === '' ? [] : below.split('\n'))];
  return (lines.length > 0 ? lines : [type]).map((line) => line.trimEnd()).slice(0, mostLines);
}

/** Attributes lose their line ends, some to spaces and some to nothing. */
function inOneLine(text: string): string {
  return text.replace(/\s+/g, '');
}
