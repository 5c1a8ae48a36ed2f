// What became of a cell, and what that means for the run: product vocabulary, in one closed union.

import type { ImageKey, ServiceName } from './plan.ts';
import type { RunId } from './run-id.ts';

/** Something that went wrong outside the code under test: one sentence, and the lines that tell why. */
export type Problem = { readonly message: string; readonly detail: readonly string[] };

/** Ranked: a later word overrules an earlier one, never the other way round. `superseded`: by a newer source. */
export const cancelReasons = ['fail-fast', 'superseded', 'interrupted', 'terminated'] as const;
export type CancelReason = (typeof cancelReasons)[number];

export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'flaky'; readonly attempts: number }
  | { readonly kind: 'cached'; readonly from: RunId }
  | { readonly kind: 'failed'; readonly exitCode: number }
  | { readonly kind: 'timed-out'; readonly afterMs: number }
  | { readonly kind: 'out-of-memory'; readonly limitBytes?: number }
  | { readonly kind: 'not-built'; readonly image: ImageKey }
  | {
      readonly kind: 'not-ready';
      readonly service: ServiceName;
      readonly reason: string;
      readonly logTail: readonly string[];
    }
  | { readonly kind: 'engine-error'; readonly problem: Problem }
  | { readonly kind: 'cancelled'; readonly reason: CancelReason };

export type OutcomeKind = Outcome['kind'];

/** `green`: counts as passed. `red`: the suite says no. `infrastructure`: the suite was not heard. */
export type Verdict = 'green' | 'red' | 'infrastructure' | 'cancelled';

const verdicts: Readonly<Record<OutcomeKind, Verdict>> = {
  passed: 'green',
  flaky: 'green',
  cached: 'green',
  failed: 'red',
  'timed-out': 'red',
  'out-of-memory': 'red',
  'not-built': 'infrastructure',
  'not-ready': 'infrastructure',
  'engine-error': 'infrastructure',
  cancelled: 'cancelled',
};

export const outcomeKinds = Object.keys(verdicts) as readonly OutcomeKind[];

/** Which side of the table an outcome stands on. */
export function verdictOf(kind: OutcomeKind): Verdict {
  return verdicts[kind];
}
