// What tests failed with, kept in bounded room: where a database is not reached, thousands of tests of every cell say so.

import { hash } from 'node:crypto';
import type { FailedTry, TestResult } from '../model/test-result.ts';

/** In characters, of a run: of whole texts, and after that of their first lines. */
export type TextLimits = { readonly whole: number; readonly firstLines: number };

const usualLimits: TextLimits = { whole: 24 * 1024 * 1024, firstLines: 8 * 1024 * 1024 };
const longestFirstLine = 200;

export type FailureTexts = {
  /** The test with as much of its texts as there is room for. */
  readonly kept: (test: TestResult) => { readonly test: TestResult; readonly isCut: boolean };
};

/** Room for the texts of a run. Equal ones are kept once, but each counts: a report tells every one of them. */
export function createFailureTexts(limits = usualLimits): FailureTexts {
  const known = new Map<string, readonly string[]>();
  const left = { ...limits };
  const shared = (lines: readonly string[]): readonly string[] => {
    const key = hash('sha1', lines.join('\n'), 'base64');
    const before = known.get(key);
    if (before) return before;
    // What was cut out of a report would keep the report in memory.
    const own = JSON.parse(JSON.stringify(lines)) as readonly string[];
    known.set(key, own);
    return own;
  };
  const sharedTry = <T extends Partial<FailedTry>>(one: T): T =>
    one.failure ? { ...one, failure: shared(one.failure) } : one;
  return {
    kept(test) {
      const { reruns, failure, ...rest } = test;
      const size = [test, ...(reruns ?? [])].reduce((sum, one) => sum + sizeOf(one.failure), 0);
      if (size <= left.whole) {
        left.whole -= size;
        const again = reruns ? { reruns: reruns.map(sharedTry) } : {};
        return { test: { ...sharedTry(test), ...again }, isCut: false };
      }
      const first = failure?.[0]?.slice(0, longestFirstLine);
      if (first === undefined || first.length > left.firstLines) return { test: rest, isCut: true };
      left.firstLines -= first.length;
      return { test: { ...rest, failure: shared([first]) }, isCut: true };
    },
  };
}

function sizeOf(lines: readonly string[] = []): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}
