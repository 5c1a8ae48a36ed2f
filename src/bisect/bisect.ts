// The halving itself, over whatever tries a value: a run of its cell, or a simulation.

import { type BisectState, nextStep, type Range, rangeOf, rateOf, type Step } from './next-step.ts';
import type { Colour } from './turn.ts';

/** What became of a try: the suite was heard, once an attempt; or it was not; or nobody wants to go on. */
export type Heard =
  | { readonly kind: 'heard'; readonly colours: readonly Colour[] }
  | { readonly kind: 'unheard' }
  | { readonly kind: 'cancelled' };

export type BisectOptions = Pick<BisectState, 'count' | 'repeats' | 'errorRate'> & {
  /**
   * What the lower end was said to be, where the ends were named. Then nothing else is taken for an end at which the suite
   * cannot be heard, and nothing is looked for where the ends are the wrong way round.
   */
  readonly expected: Colour | undefined;
};

/** What is known at the end. */
export type BisectEnd = {
  readonly step: Exclude<Step, { readonly kind: 'try' }>;
  readonly range: Range | undefined;
  readonly state: BisectState;
};

/** Tries values, one at a time, until it is known where the suite turns or that it cannot be known. */
export async function bisect(
  { expected, ...options }: BisectOptions,
  tryOne: (at: number) => Promise<Heard>,
  /** Takes what is known after a try, and what comes next. */
  onTried: (state: BisectState, next: Step) => void = () => undefined,
): Promise<BisectEnd> {
  let state: BisectState = { ...options, trials: [], unheard: new Set() };
  for (;;) {
    const step = stepOf(state, expected);
    if (step.kind !== 'try') return { step, range: rangeOf(state), state };
    const heard = await tryOne(step.at);
    if (heard.kind === 'cancelled') return { step: { kind: 'cancelled' }, range: rangeOf(state), state };
    state = after(state, step.at, heard);
    onTried(state, stepOf(state, expected));
  }
}

function stepOf(state: BisectState, expected: Colour | undefined): Step {
  if (expected === undefined) return nextStep(state);
  if (state.unheard.has(0) || state.unheard.has(state.count - 1)) return { kind: 'unheard' };
  const range = rangeOf(state);
  // Of a flaky suite the range alone is not certain enough.
  const isWrongWay = rateOf(state) === 0 && range !== undefined && range.low !== expected;
  const step = isWrongWay ? { kind: 'wrong-way' as const } : nextStep(state);
  return step.kind === 'turn' && step.low !== expected ? { kind: 'wrong-way' } : step;
}

function after(state: BisectState, at: number, heard: Exclude<Heard, { readonly kind: 'cancelled' }>): BisectState {
  if (heard.kind === 'unheard') return { ...state, unheard: new Set([...state.unheard, at]) };
  return { ...state, trials: [...state.trials, ...heard.colours.map((colour) => ({ at, colour }))] };
}
