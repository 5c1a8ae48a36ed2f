// Which cells failed in the same way: each failure is told once, with all the cells that have it. Where the tests of a
// cell say what failed they are the failures, one by one; else it is what the suite printed.

import { type CellSummary, isAllowed } from '../model/cell-summary.ts';
import type { Comparison } from '../model/comparison.ts';
import type { Summary } from '../model/summary.ts';
import type { RunTests } from '../model/test-result.ts';
import { comparedLines } from './compared-text.ts';
import { failureExcerpt } from './excerpt.ts';
import { type FailureText, failureText } from './failure-text.ts';
import { printable } from './printable.ts';
import { shellWord } from './shell-word.ts';

/** Of the tests that fail in exactly the same cells so many are told: they mostly have one cause. */
const mostTests = 3;

/** Cells that failed in the same way; the text is the first one's. */
export type FailureGroup = {
  readonly cells: readonly CellSummary[];
  readonly text: FailureText;
  /** How many more tests fail in just these cells. */
  readonly more: number;
  /** What is another since they were green; told with the first failure that just these cells have. */
  readonly compared: readonly string[];
  /** What is probably wrong with how the suite is set up. */
  readonly hint?: string;
};

type Found = { readonly cells: CellSummary[]; readonly text: FailureText; readonly isTest: boolean };

/** The failures of a run, in the order of the cells that met them first; those that are allowed come last. */
export function failureGroups(summary: Summary, tests: RunTests = new Map()): readonly FailureGroup[] {
  const groups = new Map<string, Found>();
  for (const cell of summary.cells) {
    const ofTests = testFailures(cell, tests);
    for (const text of ofTests.length > 0 ? ofTests : [failureText(cell, summary)]) {
      if (!text) continue;
      const said = ofTests.length > 0 ? signature(text.lines) : text.lines.map(essence);
      const key = JSON.stringify([cell.outcome?.kind, isAllowed(cell), text.why, said]);
      const group = groups.get(key);
      if (group) group.cells.push(cell);
      else groups.set(key, { cells: [cell], text, isTest: ofTests.length > 0 });
    }
  }
  const all = withFewTests([...groups.values()], summary.compared ?? []);
  const allowed = ({ cells: [first] }: FailureGroup) => first !== undefined && isAllowed(first);
  return [...all.filter((group) => !allowed(group)), ...all.filter(allowed)];
}

/** The tests of a cell that say what they failed with, if its suite failed; the name of each is the reason. */
function testFailures({ cell, outcome }: CellSummary, tests: RunTests): readonly FailureText[] {
  if (outcome?.kind !== 'failed') return [];
  return (tests.get(cell.id)?.notGreen ?? []).flatMap(({ name, outcome: ended, failure = [] }) => {
    const lines = failureExcerpt(failure);
    return ended === 'failed' && lines.length > 0 ? [{ why: printable(name), lines, log: 'test' as const }] : [];
  });
}

function withFewTests(groups: readonly Found[], comparisons: readonly Comparison[]): readonly FailureGroup[] {
  const idsOf = ({ cells, isTest }: Found) => JSON.stringify([isTest, cells.map(({ cell }) => cell.id)]);
  const members = Map.groupBy(groups, idsOf);
  return groups.flatMap((group) => {
    const { cells, text, isTest } = group;
    const alike = isTest ? (members.get(idsOf(group)) ?? []) : [group];
    const at = alike.indexOf(group);
    if (at >= mostTests) return [];
    const hint = hintOf(group);
    const more = at === mostTests - 1 ? alike.length - mostTests : 0;
    const compared =
      at === 0
        ? comparedLines(
            cells.map(({ cell }) => cell),
            comparisons,
          )
        : [];
    return [{ cells, text, more, compared, ...(hint === undefined ? {} : { hint }) }];
  });
}

function hintOf({ cells: [first], text }: Found): string | undefined {
  const lost = first?.lostServices.find(({ attempt }) => attempt === first.attempt);
  if (first && lost)
    return `${printable(lost.service)} exited with code ${lost.exitCode} while the suite ran: matrix logs ${shellWord(first.cell.id)} ${shellWord(lost.service)}`;
  return localhostHint(first, text);
}

/** Who comes from a workflow of GitHub is used to services on localhost. */
function localhostHint(first: CellSummary | undefined, text: FailureText): string | undefined {
  const services = Object.keys(first?.cell.services ?? {});
  if (first?.outcome?.kind !== 'failed' || services.length === 0) return undefined;
  const isRefused = text.lines.some((line) => /refused/i.test(line) && /localhost|127\.0\.0\.1|::1/.test(line));
  if (!isRefused) return undefined;
  const names = services.join(', ');
  return `localhost is the suite's own container; its ${services.length === 1 ? `service is reached as ${names}` : `services are reached by their names: ${names}`}`;
}

/**
 * By what a failure of a test is known again: its message. Stacks differ from one version of a runtime to the next, and of
 * what has no room in memory any more nothing else is kept.
 */
function signature([message = '']: readonly string[]): string {
  return essence(message.slice(0, 150));
}

/** A line without what differs from run to run though it means the same: times, addresses, ids. */
function essence(line: string): string {
  return line
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g, '<time>')
    .replace(/\b\d+(\.\d+)?\s?(ms|s|m|seconds|sec)\b/g, '<span>')
    .replace(/\b(0x)?[0-9a-f]{8,}\b/gi, '<id>')
    .replace(/\b(\d{1,3}\.){3}\d{1,3}(:\d+)?\b/g, '<address>')
    .replace(/\b(pid|process)\s+\d+\b/gi, '<process>')
    .replace(/\[\d+\]/g, '[<number>]')
    .trim();
}
