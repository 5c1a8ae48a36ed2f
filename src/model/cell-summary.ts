// What is known of one cell so far.

import type { EpochMs, Phase } from './event.ts';
import { type Outcome, verdictOf } from './outcome.ts';
import type { CellPlan, ServiceName } from './plan.ts';

export type CellSummary = {
  readonly cell: CellPlan;
  /** `missing`: it belongs to the whole, and none of the merged records has it; of its plan only the values are known. */
  readonly state: 'waiting' | 'running' | 'finished' | 'missing';
  /** The phase it is in; absent unless it is running. */
  readonly phase?: Phase;
  /** The attempt it is in, or was in last; 0 before the first. */
  readonly attempt: number;
  /** In order, over all attempts. */
  readonly phases: readonly PhaseSpan[];
  /** Present exactly when finished. */
  readonly outcome?: Outcome;
  readonly durationMs: number;
  readonly attempts: number;
  /** Those after which it was tried again, in order. */
  readonly failedAttempts: readonly FailedAttempt[];
  readonly outputTail: readonly string[];
  /** Services that ended while the suite ran. */
  readonly lostServices: readonly LostService[];
};

export type FailedAttempt = {
  readonly attempt: number;
  readonly outcome: Outcome;
  readonly durationMs: number;
  readonly outputTail: readonly string[];
};

/** `end` is absent while the phase lasts. */
export type PhaseSpan = {
  readonly name: Phase;
  readonly attempt: number;
  readonly start: EpochMs;
  readonly end?: EpochMs;
};

export type LostService = {
  readonly service: ServiceName;
  readonly attempt: number;
  readonly exitCode: number;
  readonly logTail: readonly string[];
};

/** The outcome is not green, and the matrix file allows that. */
export function isAllowed(cell: CellSummary): boolean {
  return cell.cell.allowFailure && cell.outcome !== undefined && verdictOf(cell.outcome.kind) !== 'green';
}
