// What a file of tests died of before it told of any: node:test puts what the file printed, line by line, into comments
// above the line that says no more than `test failed`. Comments are also what other files print, and where one file's
// end and the next one's begin is not told. A crash has a beginning and an end of its own: the place, and the version.

import { mostLines } from './test-report.ts';

export type TapCrash = {
  /** A comment of the document itself. */
  comment(text: string): void;
  /** The crash since it was asked last, the message first; empty where there is none. */
  take(): readonly string[];
};

const place = /^(?:node:|file:\/\/|\/|[A-Za-z]:\\|internal\/)\S.*:\d+$/;
const ofRuntime = /^(?:node:|internal\/)/;
const version = /^Node\.js v\d+\.\d+\.\d+$/;
/** In node 22 what a file throws beside its tests is told in a sentence. */
const late = /^Error: .* generated asynchronous activity after the test ended\. /;
const frame = /^\s+at /;

export function createTapCrash(): TapCrash {
  let lines: string[] = [];
  let crash: readonly string[] = [];
  return {
    comment(text) {
      const line = unescaped(text);
      if (late.test(line)) crash = [line];
      else if (version.test(line)) {
        crash = inOrder(lines);
        lines = [];
      } else if (place.test(line)) lines = [line];
      else if (lines.length > 0 && lines.length < mostLines) lines.push(line);
    },
    take() {
      const taken = crash;
      lines = [];
      crash = [];
      return taken;
    },
  };
}

/** Node begins with the place and what stands there, and of a failure within itself that tells nothing. */
function inOrder([where = '', ...more]: readonly string[]): readonly string[] {
  if (where === '') return [];
  const caret = more.slice(0, 3).findIndex((line) => /^\s*\^+\s*$/.test(line));
  const source = more.slice(0, caret + 1);
  const rest = more.slice(caret + 1);
  const firstFrame = rest.findIndex((line) => frame.test(line));
  const message = firstFrame < 0 ? rest : rest.slice(0, firstFrame);
  return [
    ...message,
    ...(ofRuntime.test(where) ? [] : [where, ...source]),
    ...(firstFrame < 0 ? [] : rest.slice(firstFrame)),
  ];
}

/** As node escapes what it did not write itself. */
function unescaped(text: string): string {
  return text.replace(/\\([\\#t])/g, (_, escaped: string) => (escaped === 't' ? '\t' : escaped));
}
