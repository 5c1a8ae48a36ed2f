// What is wrong with the reports of the suites: whoever looks at the tests has to know that some are not there.

import type { CellSummary } from '../model/cell-summary.ts';
import { type OutcomeKind, verdictOf } from '../model/outcome.ts';
import type { Summary } from '../model/summary.ts';
import type { RunTests } from '../model/test-result.ts';
import { cellNames } from './cell-names.ts';
import { printable } from './printable.ts';

const cutsOff: ReadonlySet<OutcomeKind> = new Set(['cancelled', 'timed-out', 'out-of-memory']);

/** Sentences: of every report that cannot be read, and of the cells that should have one and have none. */
export function reportTroubles({ cells }: Summary, tests: RunTests): readonly string[] {
  // A report that a suite was kept from finishing is no mistake of the suite.
  const cutOff = new Set(cells.flatMap(({ cell, outcome }) => (outcome && cutsOff.has(outcome.kind) ? [cell.id] : [])));
  const unreadable = [...tests].flatMap(([cell, { problems }]) =>
    cutOff.has(cell) ? [] : problems.map((problem) => `${cell}: ${problem}`),
  );
  const without = cells.filter(({ cell, outcome }) => {
    const heard = outcome?.kind === 'failed' || (outcome !== undefined && verdictOf(outcome.kind) === 'green');
    return heard && outcome.kind !== 'cached' && asksForTests(cell.test) && !tests.has(cell.id);
  });
  // A suite that crashes writes none; one that passes, or that never writes any, writes them elsewhere.
  const isMistake = tests.size === 0 || without.some(({ outcome }) => outcome && verdictOf(outcome.kind) === 'green');
  return [...unreadable, ...(isMistake ? noReports(without) : [])].map(printable);
}

function asksForTests({ results, tap }: CellSummary['cell']['test']): boolean {
  return results.length > 0 || tap !== undefined;
}

function noReports(without: readonly CellSummary[]): readonly string[] {
  const [first] = without;
  if (!first) return [];
  const { results } = first.cell.test;
  const why = results.length > 0 ? `no file matches ${results.join(' or ')}` : 'its output has no TAP';
  return [`no report of tests from ${cellNames(without.map(({ cell }) => cell))}: ${why}`];
}
