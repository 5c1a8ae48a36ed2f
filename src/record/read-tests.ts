// What the tests of a run say of themselves, out of the reports that its cells left in the record.

import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Plan } from '../model/plan.ts';
import type { CellTests, RunTests, TestOutcome, TestResult } from '../model/test-result.ts';
import { readJunit } from '../results/read-junit.ts';
import type { CellFolderOf } from './paths.ts';

const outcomes: readonly TestOutcome[] = ['passed', 'skipped', 'flaky', 'failed'];

/**
 * The tests of every cell that has reports, in plan order. Names are kept once however many cells have them, and of
 * tests that passed nothing else is kept. Never rejects for what the reports hold.
 */
export async function readTests(folderOf: CellFolderOf, plan: Plan): Promise<RunTests> {
  const names = new Map<string, number>();
  const run = new Map<string, CellTests>();
  for (const { id, test } of plan.cells) {
    if (test.results.length === 0) continue;
    const folder = folderOf(id);
    const cell = folder === undefined ? undefined : await readCell(join(folder, 'results'), names);
    if (cell) run.set(id, cell);
  }
  return run;
}

async function readCell(folder: string, names: Map<string, number>): Promise<CellTests | undefined> {
  const files = await reportsIn(folder);
  if (files.length === 0) return undefined;
  const problems: string[] = [];
  const notGreen: TestResult[] = [];
  const totals: Record<TestOutcome, number> = { passed: 0, failed: 0, flaky: 0, skipped: 0 };
  const known = new Map<number, TestOutcome>();
  const uses = new Map<string, number>();
  for (const file of files) {
    const report = await readJunit(createReadStream(file));
    if (report.problem !== undefined) problems.push(`${relative(folder, file)} cannot be read: ${report.problem}`);
    for (const result of report.tests) {
      const test = { ...result, name: numbered(result.name, uses) };
      totals[test.outcome] += 1;
      known.set(indexOf(test.name, names), test.outcome);
      if (test.outcome === 'failed' || test.outcome === 'flaky') notGreen.push(test);
    }
  }
  const byIndex = compact(known);
  return {
    totals,
    notGreen,
    problems,
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

/** The XML files below a folder, in the order of their names; none where there is no folder. */
async function reportsIn(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => entry.isFile() && entry.name.endsWith('.xml'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
