// How many of a run's cells are where.

import { type CellSummary, isAllowed } from './cell-summary.ts';
import { type OutcomeKind, outcomeKinds } from './outcome.ts';

/**
 * Every cell is counted once among waiting (those that are missing as well), running and the outcomes; `allowed` tells a
 * part of the outcomes again.
 */
export type Counts = {
  readonly total: number;
  readonly waiting: number;
  readonly running: number;
  readonly outcomes: Readonly<Record<OutcomeKind, number>>;
  /** Those of the outcomes that are not green and that the matrix file allows. */
  readonly allowed: Readonly<Record<OutcomeKind, number>>;
};

const none = Object.fromEntries(outcomeKinds.map((kind) => [kind, 0])) as Record<OutcomeKind, number>;

/** The counts of so many cells before anything has happened. */
export function allWaiting(total: number): Counts {
  return { total, waiting: total, running: 0, outcomes: none, allowed: none };
}

/** How many of the cells are where. */
export function countsOf(cells: readonly CellSummary[]): Counts {
  const empty: Counts = { ...allWaiting(cells.length), waiting: 0 };
  return cells.reduce((counts, cell) => moved(counts, cell, 1), empty);
}

/** The counts after one cell has changed. */
export function recount(counts: Counts, before: CellSummary, after: CellSummary): Counts {
  if (before.state === after.state && before.outcome === after.outcome) return counts;
  return moved(moved(counts, before, -1), after, 1);
}

function moved(counts: Counts, cell: CellSummary, by: 1 | -1): Counts {
  if (!cell.outcome) {
    const state = cell.state === 'running' ? 'running' : 'waiting';
    return { ...counts, [state]: counts[state] + by };
  }
  const { kind } = cell.outcome;
  const outcomes = { ...counts.outcomes, [kind]: counts.outcomes[kind] + by };
  if (!isAllowed(cell)) return { ...counts, outcomes };
  return { ...counts, outcomes, allowed: { ...counts.allowed, [kind]: counts.allowed[kind] + by } };
}
