// What the tests of a run say of themselves, out of the reports that its cells left in the record.

import type { Summary } from '../model/summary.ts';
import type { CellTests, RunTests, TestOutcome, TestResult } from '../model/test-result.ts';
import { triesOf, withTries } from '../results/tries.ts';
import { createFailureTexts, type FailureTexts } from './failure-texts.ts';
import { createKnownTests, createTestNames, type TestNames } from './known-tests.ts';
import type { CellFolderOf } from './paths.ts';
import { type ReportPlace, readReports } from './read-reports.ts';

/**
 * The tests of every cell that has reports, in plan order: those of its last attempt, flaky where they failed in one
 * before it. Names are kept once however many cells have them, and of tests that passed little else is kept. Never
 * rejects for what the reports hold.
 */
export async function readTests(folderOf: CellFolderOf, { cells }: Pick<Summary, 'cells'>): Promise<RunTests> {
  const shared = { names: createTestNames(), texts: createFailureTexts(), room: mostNotGreen.run };
  const run = new Map<string, CellTests>();
  for (const { cell, attempt: last } of cells) {
    const cellFolder = folderOf(cell.id);
    if (cellFolder === undefined) continue;
    const tests = await readCell({ cellFolder, test: cell.test, last }, shared);
    if (tests) run.set(cell.id, tests);
  }
  return run;
}

/** What the cells of a run have in common. */
type Shared = { readonly names: TestNames; readonly texts: FailureTexts; room: number };

/** So many of those that are not green are kept with what they say, beside being counted. */
const mostNotGreen = { cell: 10_000, run: 100_000 };

async function readCell(place: Omit<ReportPlace, 'attempt'>, shared: Shared): Promise<CellTests | undefined> {
  const { names, texts } = shared;
  const failedBefore = await readFailures(place);
  const problems: string[] = [];
  const notGreen: TestResult[] = [];
  const totals: Record<TestOutcome, number> = { passed: 0, failed: 0, flaky: 0, skipped: 0 };
  const known = createKnownTests();
  const uses = new Map<string, number>();
  let reports = 0;
  let cut = 0;
  let unnamed = 0;
  for await (const report of readReports({ ...place, attempt: place.last })) {
    reports++;
    if (report.problem !== undefined) problems.push(report.problem);
    for (const result of report.tests) {
      // Of a name for which there was no room it makes no difference how often it comes.
      const isNamed = uses.has(result.name) || names.add(result.name) !== undefined;
      const name = isNamed ? numbered(result.name, uses) : result.name;
      const number = isNamed ? names.add(name) : undefined;
      // By the one text of the name that all cells share.
      const test = afterRetry({ ...result, name: number === undefined ? name : names.at(number) }, failedBefore);
      totals[test.outcome] += 1;
      if (number === undefined) {
        unnamed += 1;
        continue;
      }
      known.add(number, test);
      if (test.outcome !== 'failed' && test.outcome !== 'flaky') continue;
      if (notGreen.length >= mostNotGreen.cell || shared.room-- <= 0) {
        cut += 1;
        continue;
      }
      const kept = texts.kept(test);
      notGreen.push(kept.test);
      if (kept.isCut) cut += 1;
    }
  }
  if (cut > 0) problems.push(`the run has more text of failures than is kept: of ${cut} tests here most is left out`);
  if (unnamed > 0)
    problems.push(`the run has more names of tests than are kept: ${unnamed} tests here are only counted`);
  return reports === 0 ? undefined : { totals, notGreen, problems, ...known.all(names) };
}

/** In characters, of one cell. */
const beforeRetry = { whole: 4 * 1024 * 1024, firstLines: 2 * 1024 * 1024 };

/** The tests that failed in attempts before the last one, each with its tries in them. */
async function readFailures(place: Omit<ReportPlace, 'attempt'>): Promise<ReadonlyMap<string, TestResult>> {
  const failed = new Map<string, TestResult>();
  const { kept } = createFailureTexts(beforeRetry);
  for (let attempt = 1; attempt < place.last; attempt++) {
    const uses = new Map<string, number>();
    for await (const report of readReports({ ...place, attempt })) {
      for (const result of report.tests) {
        const name = numbered(result.name, uses);
        if (result.outcome !== 'failed') continue;
        const before = failed.get(name);
        if (!before && failed.size >= mostNotGreen.cell) continue;
        const { test } = kept(result);
        failed.set(name, before ? withTries(before, [...triesOf(before), ...triesOf(test)]) : test);
      }
    }
  }
  return failed;
}

/** One that passed at last is flaky, with what it failed with first; one that fails again tells of its last attempt first. */
function afterRetry(test: TestResult, failedBefore: ReadonlyMap<string, TestResult>): TestResult {
  const before = failedBefore.get(test.name);
  if (!before || test.outcome === 'skipped') return test;
  if (test.outcome === 'failed') return withTries(test, [...triesOf(test), ...triesOf(before)]);
  return { ...withTries(test, [...triesOf(before), ...triesOf(test)]), outcome: 'flaky' };
}

/** The second of a name, and those after it, are others: `adds (2)`. */
function numbered(name: string, uses: Map<string, number>): string {
  let use = uses.get(name) ?? 0;
  let unique: string;
  do unique = ++use === 1 ? name : `${name} (${use})`;
  while (use > 1 && uses.has(unique));
  uses.set(name, use);
  if (use > 1) uses.set(unique, 1);
  return unique;
}
