// The tests that are not green everywhere, as the page shows them: a row a test, a letter a cell, each failure text once.

import type { Summary } from '../../model/summary.ts';
import type { RunTests, TestOutcome } from '../../model/test-result.ts';
import { printable } from '../printable.ts';
import type { ReportOptions } from '../reporter.ts';
import { testRows } from '../test-grid.ts';
import type { PageTest, PageTests } from './page-data.ts';

const mostTests = 500;
/** Different texts of one test. */
const mostTexts = 5;
const mostLines = 40;
const longestLine = 1_000;

const letters: Readonly<Record<TestOutcome, string>> = { passed: 'p', failed: 'f', flaky: '~', skipped: 's' };

/** Undefined where no cell has reports. */
export function pageTests(
  summary: Summary,
  tests: RunTests,
  options: Pick<ReportOptions, 'whereOf'>,
): PageTests | undefined {
  if (tests.size === 0) return undefined;
  const { rows, cells, more } = testRows(summary, tests, options, mostTests);
  const failures = failuresOf(summary, tests);
  const positions = new Map(summary.plan.cells.map(({ id }, at) => [id, at]));
  return {
    columns: cells.map(({ id }) => positions.get(id) ?? 0),
    rows: rows.map(
      ({ name, outcomes, where }): PageTest => ({
        name,
        outcomes: outcomes.map((outcome) => (outcome === undefined ? '-' : letters[outcome])).join(''),
        ...(where === undefined ? {} : { where: printable(where) }),
        failures: failures(name),
      }),
    ),
    more,
  };
}

type Texts = Map<string, { readonly cells: number[]; readonly lines: readonly string[] }>;

function failuresOf({ cells }: Summary, tests: RunTests): (name: string) => PageTest['failures'] {
  const byName = new Map<string, Texts>();
  for (const [at, { cell }] of cells.entries()) {
    for (const { name: written, failure = [] } of tests.get(cell.id)?.notGreen ?? []) {
      const name = printable(written);
      const texts: Texts = byName.get(name) ?? new Map();
      byName.set(name, texts);
      const lines = failure.slice(0, mostLines).map((line) => printable(line).slice(0, longestLine));
      const key = lines.join('\n');
      const known = texts.get(key);
      if (known) known.cells.push(at);
      else if (texts.size < mostTexts) texts.set(key, { cells: [at], lines });
    }
  }
  return (name) => [...(byName.get(name)?.values() ?? [])];
}
