// What a bisection came to, as a value that its text, its JSON and its exit code are made of.

import type { BisectEnd } from '../bisect/bisect.ts';
import type { Candidate, Candidates } from '../bisect/candidates.ts';
import type { Difference } from '../bisect/differences.ts';
import type { Ends } from '../bisect/ends.ts';
import { type Colour, otherThan } from '../bisect/turn.ts';
import type { CancelReason } from '../model/outcome.ts';
import type { Try } from './bisect-try.ts';

export type Bisection = {
  readonly axis: string;
  /** The matrix file as the user named it. */
  readonly file: string;
  /** Between the ends, both included. Positions in `end` and `tries` count from the first of them. */
  readonly candidates: readonly Candidate[];
  readonly lacking: Candidates['lacking'];
  /** What the lower end was said to be. */
  readonly expected: Ends['low'];
  readonly tries: readonly Try[];
  readonly end: BisectEnd;
  /** Why it was ended by a signal. */
  readonly over: CancelReason | undefined;
  /** Only where it was found. */
  readonly differences: readonly Difference[];
};

/** `turn`: found; `between`: only as near as what could be heard. */
export type Ending = BisectEnd['step']['kind'] | 'between';

export function endingOf({ end: { step } }: Pick<Bisection, 'end'>): Ending {
  if (step.kind !== 'turn') return step.kind;
  return step.first - step.below === 1 ? 'turn' : 'between';
}

/** 0: found; 1: there is no such turn; 3: it cannot be told, since suites were not heard or do not settle. */
export function bisectExitCode(bisection: Bisection): number {
  switch (endingOf(bisection)) {
    case 'turn':
      return 0;
    case 'no-turn':
    case 'wrong-way':
      return 1;
    case 'between':
    case 'unheard':
    case 'unsettled':
      return 3;
    case 'cancelled':
      return (bisection.over ?? bisection.tries.at(-1)?.cancelReason) === 'terminated' ? 143 : 130;
  }
}

/** The last tries on both sides of the turn that say what their side says; undefined where there is no turn. */
export function neighboursOf(bisection: Pick<Bisection, 'end' | 'tries'>): { before: Try; first: Try } | undefined {
  const { step } = bisection.end;
  if (step.kind !== 'turn') return undefined;
  const of = (at: number, colour: Colour) =>
    bisection.tries.findLast((one) => one.at === at && one.verdict === colour) ??
    bisection.tries.findLast((one) => one.at === at);
  const before = of(step.below, step.low);
  const first = of(step.first, otherThan(step.low));
  return before && first && { before, first };
}
