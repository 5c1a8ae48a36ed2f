// The halving itself, over whatever tries a value: a run of its cell, or a simulation.

import { type BisectState, nextStep, type Range, rangeOf, type Step } from './next-step.ts';
import type { Colour } from './turn.ts';

/** What became of a try: the suite was heard, once an attempt; or it was not; or nobody wants to go on. */
export type Heard =
  | { readonly kind: 'heard'; readonly colours: readonly Colour[] }
  | { readonly kind: 'unheard' }
  | { readonly kind: 'cancelled' };

export type BisectOptions = Pick<BisectState, 'count' | 'repeats' | 'errorRate'> & {
  /** Both ends were named: where one of them cannot be heard, no other is taken for it. */
  readonly areEndsNamed: boolean;
};

/** What is known at the end. */
export type BisectEnd = {
  readonly step: Exclude<Step, { readonly kind: 'try' }> | { readonly kind: 'cancelled' };
  readonly range: Range | undefined;
  readonly state: BisectState;
};

/** Tries values, one at a time, until it is known where the suite turns or that it cannot be known. */
export async function bisect(
  { areEndsNamed, ...options }: BisectOptions,
  tryOne: (at: number) => Promise<Heard>,
  /** Takes what is known after a try, and what comes next. */
  onTried: (state: BisectState, next: Step) => void = () => undefined,
): Promise<BisectEnd> {
  let state: BisectState = { ...options, trials: [], unheard: new Set() };
  for (;;) {
    const step = nextStep(state);
    if (step.kind !== 'try') return { step, range: rangeOf(state), state };
    const { at } = step;
    const heard = await tryOne(at);
    if (heard.kind === 'cancelled') return { step: heard, range: rangeOf(state), state };
    state = after(state, at, heard);
    const isLost = heard.kind === 'unheard' && areEndsNamed && (at === 0 || at === state.count - 1);
    const next: Step = isLost ? { kind: 'unheard' } : nextStep(state);
    onTried(state, next);
    if (next.kind !== 'try') return { step: next, range: isLost ? undefined : rangeOf(state), state };
  }
}

function after(state: BisectState, at: number, heard: Exclude<Heard, { readonly kind: 'cancelled' }>): BisectState {
  if (heard.kind === 'unheard') return { ...state, unheard: new Set([...state.unheard, at]) };
  return { ...state, trials: [...state.trials, ...heard.colours.map((colour) => ({ at, colour }))] };
}
