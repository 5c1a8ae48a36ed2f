// One value tried: a run of its cell alone, with a record of its own.

import type { Candidate } from '../bisect/candidates.ts';
import type { Colour } from '../bisect/turn.ts';
import { type CancelReason, type OutcomeKind, type Verdict, verdictOf } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import type { Summary } from '../model/summary.ts';
import { pinPlan } from '../plan/pin-plan.ts';
import { failureText } from '../report/failure-text.ts';
import type { LoadedPlan } from './load-plan.ts';
import type { EndedRun } from './run-command.ts';

/** What became of a value, once. */
export type Try = {
  readonly at: number;
  readonly candidate: Candidate;
  readonly ended: EndedRun;
  readonly outcome: OutcomeKind;
  readonly verdict: Verdict;
  /** What the suite said in each of its attempts. */
  readonly colours: readonly Colour[];
  readonly durationMs: number;
  /** Why the suite was not heard. */
  readonly why: string | undefined;
  readonly cancelReason: CancelReason | undefined;
};

/** The plan with that cell and what it needs: no other image is built or pulled. */
export function alone(loaded: LoadedPlan, { cell }: Candidate): LoadedPlan {
  const plan: Plan = pinPlan(loaded.plan, cell, () => undefined);
  return { ...loaded, plan };
}

export function tryOf(at: number, candidate: Candidate, ended: EndedRun): Try {
  const { summary } = ended;
  const cell = summary.cells.find(({ cell: { id } }) => id === candidate.cell.id);
  const outcome = cell?.outcome?.kind ?? 'cancelled';
  const verdict = verdictOf(outcome);
  const attempts = [...(cell?.failedAttempts.map((attempt) => attempt.outcome.kind) ?? []), outcome].map(verdictOf);
  return {
    at,
    candidate,
    ended,
    outcome,
    verdict,
    colours: verdict === 'green' || verdict === 'red' ? attempts.filter((one) => one === 'green' || one === 'red') : [],
    durationMs: cell?.durationMs ?? 0,
    why: cell && verdict === 'infrastructure' ? failureText(cell, summary)?.why : undefined,
    cancelReason: cancelReasonOf(summary),
  };
}

function cancelReasonOf({ cancelReason }: Summary): CancelReason | undefined {
  return cancelReason === 'fail-fast' ? undefined : cancelReason;
}
