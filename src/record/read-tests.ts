// What the tests of a run say of themselves, out of the reports that its cells left in the record.

import type { Summary } from '../model/summary.ts';
import type { CellTests, RunTests, TestOutcome, TestResult } from '../model/test-result.ts';
import type { CellFolderOf } from './paths.ts';
import { type ReportPlace, readReports } from './read-reports.ts';

const outcomes: readonly TestOutcome[] = ['passed', 'skipped', 'flaky', 'failed'];

/**
 * The tests of every cell that has reports, in plan order: those of its last attempt, flaky where they failed in one
 * before it. Names are kept once however many cells have them, and of tests that passed nothing else is kept. Never
 * rejects for what the reports hold.
 */
export async function readTests(folderOf: CellFolderOf, { cells }: Pick<Summary, 'cells'>): Promise<RunTests> {
  const names = new Map<string, number>();
  const run = new Map<string, CellTests>();
  for (const { cell, attempt: last } of cells) {
    const cellFolder = folderOf(cell.id);
    if (cellFolder === undefined) continue;
    const tests = await readCell({ cellFolder, test: cell.test, last }, names);
    if (tests) run.set(cell.id, tests);
  }
  return run;
}

async function readCell(
  place: Omit<ReportPlace, 'attempt'>,
  names: Map<string, number>,
): Promise<CellTests | undefined> {
  const failedBefore = await readFailures(place);
  const problems: string[] = [];
  const notGreen: TestResult[] = [];
  const totals: Record<TestOutcome, number> = { passed: 0, failed: 0, flaky: 0, skipped: 0 };
  const known = new Map<number, TestOutcome>();
  const uses = new Map<string, number>();
  let reports = 0;
  for await (const report of readReports({ ...place, attempt: place.last })) {
    reports++;
    if (report.problem !== undefined) problems.push(report.problem);
    for (const result of report.tests) {
      const test = afterRetry({ ...result, name: numbered(result.name, uses) }, failedBefore);
      totals[test.outcome] += 1;
      known.set(indexOf(test.name, names), test.outcome);
      if (test.outcome === 'failed' || test.outcome === 'flaky') notGreen.push(test);
    }
  }
  return reports === 0 ? undefined : cellTests({ totals, notGreen, problems, known }, names);
}

/** The tests that failed in attempts before the last one, each with what it failed with first. */
async function readFailures(place: Omit<ReportPlace, 'attempt'>): Promise<ReadonlyMap<string, TestResult>> {
  const failed = new Map<string, TestResult>();
  for (let attempt = 1; attempt < place.last; attempt++) {
    const uses = new Map<string, number>();
    for await (const report of readReports({ ...place, attempt })) {
      for (const result of report.tests) {
        const name = numbered(result.name, uses);
        if (result.outcome === 'failed' && !failed.has(name)) failed.set(name, result);
      }
    }
  }
  return failed;
}

function afterRetry(test: TestResult, failedBefore: ReadonlyMap<string, TestResult>): TestResult {
  const before = failedBefore.get(test.name);
  if (!before || (test.outcome !== 'passed' && test.outcome !== 'flaky')) return test;
  const failure = before.failure ?? test.failure;
  return { ...test, outcome: 'flaky', ...(failure === undefined ? {} : { failure }) };
}

function cellTests(
  {
    known,
    ...rest
  }: Pick<CellTests, 'totals' | 'notGreen' | 'problems'> & { readonly known: ReadonlyMap<number, TestOutcome> },
  names: ReadonlyMap<string, number>,
): CellTests {
  const byIndex = compact(known);
  return {
    ...rest,
    outcomeOf: (name) => byIndex(names.get(name)),
    all: () =>
      [...names].flatMap(([name, index]) => {
        const outcome = byIndex(index);
        return outcome ? [{ name, outcome }] : [];
      }),
  };
}

/** The second of a name, and those after it, are others: `adds (2)`. */
function numbered(name: string, uses: Map<string, number>): string {
  const use = (uses.get(name) ?? 0) + 1;
  uses.set(name, use);
  return use === 1 ? name : `${name} (${use})`;
}

function indexOf(name: string, names: Map<string, number>): number {
  const index = names.get(name) ?? names.size;
  names.set(name, index);
  return index;
}

/** A byte a test: a thousand cells may each have thousands of them. */
function compact(known: ReadonlyMap<number, TestOutcome>): (index: number | undefined) => TestOutcome | undefined {
  let last = -1;
  for (const index of known.keys()) last = Math.max(last, index);
  const bytes = new Uint8Array(last + 1);
  for (const [index, outcome] of known) bytes[index] = outcomes.indexOf(outcome) + 1;
  return (index) => (index === undefined ? undefined : outcomes[(bytes[index] ?? 0) - 1]);
}
