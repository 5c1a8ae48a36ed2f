// TAP 13 and 14, as node:test, tap, tape, mocha, AVA, perl, bats and others print it into the log of a suite, among
// whatever else is printed there. A stream in, tests out, in bounded memory.

import { stripVTControlCharacters } from 'node:util';
import { createTapDocument } from './tap-document.ts';
import { readTapLine } from './tap-line.ts';
import { createTapProblems, type TapProblems, tapProblem } from './tap-problems.ts';
import { createTapTests } from './tap-tests.ts';
import { mostTests, type TestReport, textOf, Unreadable } from './test-report.ts';

/** What is longer is cut; nothing that matters is. */
const longestLine = 16 * 1024;
/** A document each would be too many tests as well. */
const mostDocuments = mostTests;

/** Reads a log. Never rejects for what is in it; rejects as the stream does. */
export async function readTap(chunks: AsyncIterable<Uint8Array>): Promise<TestReport> {
  const reader = createReader();
  try {
    for await (const text of textOf(chunks)) reader.write(text);
    return { tests: reader.tests.all(), ...problemOf(reader.end()) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { tests: reader.tests.all(), ...problemOf(reader.leave(error.message)) };
  }
}

function createReader() {
  const tests = createTapTests();
  const problems = createTapProblems();
  let document = createTapDocument(tests);
  let documents = 1;
  let started = '';

  const take = (raw: string) => {
    const line = raw.includes('\u001b') ? stripVTControlCharacters(raw) : raw;
    const read = readTapLine(line);
    if (document.take(line, read)) return;
    document.end();
    problems.addAll(document.problems());
    if (++documents > mostDocuments) throw new Unreadable(`it has more than ${mostDocuments} documents`);
    document = createTapDocument(tests);
    document.take(line, read);
  };
  const write = (text: string) => {
    const lines = text.split('\n');
    const last = lines.length - 1;
    for (const [at, part] of lines.entries()) {
      const line = at === 0 ? started + part.slice(0, longestLine - started.length) : part.slice(0, longestLine);
      if (at === last) started = line;
      else take(line.endsWith('\r') ? line.slice(0, -1) : line);
    }
  };
  return {
    tests,
    write,
    end() {
      write('\n');
      document.end();
      if (!document.isBegun()) return createTapProblems(['there is no TAP in it']);
      problems.addAll(document.problems());
      return problems;
    },
    leave(why: string) {
      tests.finish();
      document.end();
      problems.add(why);
      return problems;
    },
  };
}

function problemOf(problems: TapProblems): Pick<TestReport, 'problem'> {
  const problem = tapProblem(problems);
  return problem === undefined ? {} : { problem };
}
