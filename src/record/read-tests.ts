// What the tests of a run say of themselves, out of the reports that its cells left in the record.

import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Plan } from '../model/plan.ts';
import type { CellTests, RunTests, TestOutcome, TestResult } from '../model/test-result.ts';
import { readJunit } from '../results/read-junit.ts';
import { createFailureTexts, type FailureTexts } from './failure-texts.ts';
import { createTestNames, type KnownTest, knownTests, type TestNames } from './known-tests.ts';
import type { CellFolderOf } from './paths.ts';

/**
 * The tests of every cell that has reports, in plan order. Names are kept once however many cells have them, and of
 * tests that passed little else is kept. Never rejects for what the reports hold.
 */
export async function readTests(folderOf: CellFolderOf, plan: Plan): Promise<RunTests> {
  const shared = { names: createTestNames(), texts: createFailureTexts() };
  const run = new Map<string, CellTests>();
  for (const { id, test } of plan.cells) {
    if (test.results.length === 0) continue;
    const folder = folderOf(id);
    const cell = folder === undefined ? undefined : await readCell(join(folder, 'results'), shared);
    if (cell) run.set(id, cell);
  }
  return run;
}

/** What the cells of a run have in common. */
type Shared = { readonly names: TestNames; readonly texts: FailureTexts };

async function readCell(folder: string, { names, texts }: Shared): Promise<CellTests | undefined> {
  const files = await reportsIn(folder);
  if (files.length === 0) return undefined;
  const problems: string[] = [];
  const notGreen: TestResult[] = [];
  const totals: Record<TestOutcome, number> = { passed: 0, failed: 0, flaky: 0, skipped: 0 };
  const known = new Map<number, KnownTest>();
  const uses = new Map<string, number>();
  let cut = 0;
  for (const file of files) {
    const report = await readJunit(createReadStream(file));
    if (report.problem !== undefined) problems.push(`${relative(folder, file)} cannot be read: ${report.problem}`);
    for (const result of report.tests) {
      const index = names.add(numbered(result.name, uses));
      // By the one text of the name that all cells share.
      const test = { ...result, name: names.at(index) };
      totals[test.outcome] += 1;
      known.set(index, {
        outcome: test.outcome,
        ...(test.durationMs === undefined ? {} : { durationMs: test.durationMs }),
      });
      if (test.outcome !== 'failed' && test.outcome !== 'flaky') continue;
      const kept = texts.kept(test);
      notGreen.push(kept.test);
      if (kept.isCut) cut += 1;
    }
  }
  if (cut > 0) problems.push(`the run has more text of failures than is kept: of ${cut} tests here most is left out`);
  return { totals, notGreen, problems, ...knownTests(known, names) };
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

/** The XML files below a folder, in the order of their names; none where there is no folder. */
async function reportsIn(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => entry.isFile() && entry.name.endsWith('.xml'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
