// Where along the values the suite may turn, and how likely each place is after what was seen. Pure: no clock, no chance.

/** What a suite says of a value. */
export type Colour = 'green' | 'red';

/** One time that the suite was heard at a value, by its position. */
export type Trial = { readonly at: number; readonly colour: Colour };

/** All values below `turn` have the colour `low`, the others have the other one; no value has where it is their count. */
export type Turn = { readonly low: Colour; readonly turn: number };

export type Belief = Turn & { readonly probability: number };

export function otherThan(colour: Colour): Colour {
  return colour === 'green' ? 'red' : 'green';
}

/**
 * Every way in which so many values can turn once or not at all, in either direction, and its probability given the
 * trials, where each of them is wrong with probability `errorRate`, whatever the others say. All ways are as likely
 * before anything is seen. With a rate of 0 those that the trials contradict have the probability 0; all have where the
 * trials contradict each other.
 */
export function beliefs(count: number, trials: readonly Trial[], errorRate: number): readonly Belief[] {
  const turns = (['green', 'red'] as const).flatMap((low) =>
    Array.from({ length: count }, (_, below): Turn => ({ low, turn: below + 1 })),
  );
  const wrong = turns.map(contradictions(count, trials));
  const fewest = wrong.reduce((least, number) => Math.min(least, number), Number.POSITIVE_INFINITY);
  const odds = errorRate / (1 - errorRate);
  // Against the most likely one, so that nothing becomes too small to be told from 0.
  const weights = wrong.map((number) => (errorRate === 0 ? Number(number === 0) : odds ** (number - fewest)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return turns.map((turn, index) => ({ ...turn, probability: sum === 0 ? 0 : (weights[index] ?? 0) / sum }));
}

/** How many of the trials a turn contradicts, by sums over the values so that a thousand values are no matter. */
function contradictions(count: number, trials: readonly Trial[]): (turn: Turn) => number {
  const below = { green: new Uint32Array(count + 1), red: new Uint32Array(count + 1) };
  for (const { at, colour } of trials) below[colour][at + 1] = (below[colour][at + 1] ?? 0) + 1;
  for (const sums of [below.green, below.red])
    for (let at = 1; at <= count; at++) sums[at] = (sums[at] ?? 0) + (sums[at - 1] ?? 0);
  return ({ low, turn }) => {
    const high = below[low];
    return (below[otherThan(low)][turn] ?? 0) + (high[count] ?? 0) - (high[turn] ?? 0);
  };
}

/** How likely each value is to be red. */
export function redness(believed: readonly Belief[], count: number): readonly number[] {
  const red = new Float64Array(count);
  const changes = new Float64Array(count + 1);
  for (const { low, turn, probability } of believed) {
    const [from, to] = low === 'red' ? [0, turn] : [turn, count];
    changes[from] = (changes[from] ?? 0) + probability;
    changes[to] = (changes[to] ?? 0) - probability;
  }
  for (let at = 0; at < count; at++) red[at] = (at === 0 ? 0 : (red[at - 1] ?? 0)) + (changes[at] ?? 0);
  return [...red];
}
