// What to try next, or what is known. The guarantee and why it holds: docs/decisions/0015-bisecting.md.

import { type Belief, beliefs, type Colour, redness, type Trial } from './turn.ts';

export type BisectState = {
  /** How many values there are, in their order. */
  readonly count: number;
  readonly trials: readonly Trial[];
  /** Values at which the suite cannot be heard: their image does not build, for example. */
  readonly unheard: ReadonlySet<number>;
  /** How often a value has to say the same before it is believed, while nothing says that the suite is flaky. */
  readonly repeats: number;
  /** How often a trial is wrong at most; undefined: never, until a value is seen to say both. */
  readonly errorRate: number | undefined;
};

/** Where the turn can be as far as is known: above `below`, and not above `to`. */
export type Range = { readonly low: Colour; readonly below: number; readonly to: number };

export type Step =
  /** `left`: after it, so many more at most; undefined where the suite is flaky and nobody can tell. */
  | { readonly kind: 'try'; readonly at: number; readonly left: number | undefined }
  /** `below` is the last value before the turn and `first` the first after it, of those at which the suite is heard. */
  | {
      readonly kind: 'turn';
      readonly low: Colour;
      readonly below: number;
      readonly first: number;
      readonly probability: number;
    }
  /** All of them say the same, as far as was looked. */
  | { readonly kind: 'no-turn'; readonly colour: Colour }
  /** At fewer than two values the suite can be heard. */
  | { readonly kind: 'unheard' }
  /** What is seen fits no single turn. */
  | { readonly kind: 'unsettled' }
  /** It turns, and the other way round than was said. */
  | { readonly kind: 'wrong-way' }
  /** Nobody wants to know any more. */
  | { readonly kind: 'cancelled' };

/** Where nothing else is said of a suite that was seen to say both. */
export const usualErrorRate = 0.2;

/** How often the answer may be wrong where trials are. */
export const errorOfAnswer = 0.01;

/** The rate by which the trials are read: what was said of it, else that a value has said both or not. */
export function rateOf({ trials, errorRate }: BisectState): number {
  if (errorRate !== undefined) return errorRate;
  const seen = new Map<number, Colour>();
  const isBoth = trials.some(({ at, colour }) => {
    const before = seen.get(at);
    seen.set(at, colour);
    return before !== undefined && before !== colour;
  });
  return isBoth ? usualErrorRate : 0;
}

/** Decides what is to be tried, or that nothing is. The same state gives the same step. */
export function nextStep(state: BisectState): Step {
  const { heard, trials, rate, believed } = view(state);
  if (heard.length < 2) return { kind: 'unheard' };
  const tried = triesOf(heard.length, trials);
  const wanted = rate > 0 ? 1 : state.repeats;
  const tryAt = (at: number): Step => ({ kind: 'try', at: heard[at] ?? 0, left: leftAfter(state, heard, at) });
  const unfinished = tried.findIndex((times) => times > 0 && times < wanted);
  if (unfinished !== -1) return tryAt(unfinished);
  for (const end of [0, heard.length - 1]) if (tried[end] === 0) return tryAt(end);

  const best = believed.reduce((a, b) => (b.probability > a.probability ? b : a));
  if (best.probability === 0) return { kind: 'unsettled' };
  if (isCertain(best, heard.length, rate)) return settled(best, heard);
  if (trials.length >= mostTrials(heard.length, rate)) return { kind: 'unsettled' };
  return tryAt(mostTelling(believed, heard.length));
}

/** Where the turn can be as far as is known; undefined as long as it can be in both directions, or not be at all. */
export function rangeOf(state: BisectState): Range | undefined {
  const { heard, rate, believed } = view(state);
  const possible = rate === 0 ? believed.filter(({ probability }) => probability > 0) : likeliest(believed);
  const [first] = possible;
  if (!first || possible.some(({ low, turn }) => low !== first.low || turn === heard.length)) return undefined;
  const turns = possible.map(({ turn }) => turn);
  const valueAt = (index: number) => heard[index] ?? 0;
  return { low: first.low, below: valueAt(Math.min(...turns) - 1), to: valueAt(Math.max(...turns)) };
}

/** The turn that is likeliest by now, and how likely it is. */
export function likeliestTurn(
  state: BisectState,
): { readonly first: number; readonly probability: number } | undefined {
  const { heard, believed } = view(state);
  const [best] = believed.toSorted((a, b) => b.probability - a.probability);
  const first = best === undefined ? undefined : heard[best.turn];
  return best === undefined || first === undefined ? undefined : { first, probability: best.probability };
}

/** The state by the values at which the suite can be heard, numbered among themselves. */
function view(state: BisectState) {
  const heard = Array.from({ length: state.count }, (_, at) => at).filter((at) => !state.unheard.has(at));
  const numbers = new Map(heard.map((at, number) => [at, number]));
  const trials = state.trials.flatMap(({ at, colour }) => {
    const number = numbers.get(at);
    return number === undefined ? [] : [{ at: number, colour }];
  });
  const rate = rateOf(state);
  return { heard, trials, rate, believed: beliefs(heard.length, trials, rate) };
}

function triesOf(count: number, trials: readonly Trial[]): readonly number[] {
  const tried = Array.from({ length: count }, () => 0);
  for (const { at } of trials) tried[at] = (tried[at] ?? 0) + 1;
  return tried;
}

/**
 * Whether it may be said. The odds of all others against the truth are a martingale where trials are wrong as often as
 * is said, and a supermartingale where they are seldomer, so that they ever reach this bound in `errorOfAnswer` of the
 * cases at most (Ville's inequality), whatever is tried in whatever order.
 */
function isCertain({ probability }: Belief, count: number, rate: number): boolean {
  // Where trials are never wrong, all that is left is equally likely.
  if (rate === 0) return probability > 0.75;
  return probability / (1 - probability) >= (2 * count - 1) / errorOfAnswer;
}

/** Far more than a single turn ever needs: what is seen is no single turn, or the trials are wrong more often. */
function mostTrials(count: number, rate: number): number {
  if (rate === 0) return Number.POSITIVE_INFINITY;
  const perTrial = (1 - 2 * rate) ** 2;
  return Math.ceil((30 + 8 * Math.log(count)) / perTrial);
}

/** The value of which it is least known what it will say. */
function mostTelling(believed: readonly Belief[], count: number): number {
  const doubts = redness(believed, count).map((red) => Math.abs(red - 0.5));
  const least = Math.min(...doubts);
  const among = doubts.flatMap((doubt, at) => (doubt <= least + 1e-9 ? [at] : []));
  return among[Math.floor((among.length - 1) / 2)] ?? 0;
}

function settled({ low, turn, probability }: Belief, heard: readonly number[]): Step {
  const [below, first] = [heard[turn - 1], heard[turn]];
  if (below === undefined || first === undefined) return { kind: 'no-turn', colour: low };
  return { kind: 'turn', low, below, first, probability };
}

/** The likeliest, as many as are likely enough together. */
function likeliest(believed: readonly Belief[]): readonly Belief[] {
  let sum = 0;
  return believed
    .toSorted((a, b) => b.probability - a.probability)
    .filter(({ probability }) => {
      const isNeeded = sum < 1 - errorOfAnswer;
      sum += probability;
      return isNeeded;
    });
}

/** How many more there are after this one at most: each halves what is left. */
function leftAfter(state: BisectState, heard: readonly number[], at: number): number | undefined {
  const { trials, rate, believed } = view(state);
  if (rate > 0) return undefined;
  const { repeats } = state;
  const tried = triesOf(heard.length, trials);
  const ends = [0, heard.length - 1].reduce((sum, end) => sum + Math.max(0, repeats - (tried[end] ?? 0)), 0);
  const isEnd = at === 0 || at === heard.length - 1;
  if (isEnd) return ends - 1 + repeats * Math.ceil(Math.log2(heard.length - 1));
  const alive = believed.filter(({ probability }) => probability > 0).length;
  const begun = tried[at] ?? 0;
  // What a value said first has halved already.
  const halvings = Math.ceil(Math.log2(alive)) - (begun === 0 ? 1 : 0);
  return repeats - begun - 1 + repeats * halvings;
}
