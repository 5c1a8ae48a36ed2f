// A bisection of a suite that is made up: where it turns, and how often it lies.

import { type BisectEnd, type BisectOptions, bisect } from '../../src/bisect/bisect.ts';
import { type Colour, otherThan, type Turn } from '../../src/bisect/turn.ts';

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function colourAt({ low, turn }: Turn, at: number): Colour {
  return at < turn ? low : otherThan(low);
}

/** Bisects it; `tried` are the values in the order in which they were asked. */
export async function search(
  truth: Turn,
  options: Partial<BisectOptions> & Pick<BisectOptions, 'count'>,
  lies: (colour: Colour) => boolean = () => false,
  unheard: readonly number[] = [],
): Promise<BisectEnd & { readonly tried: readonly number[] }> {
  const tried: number[] = [];
  const end = await bisect({ repeats: 1, errorRate: undefined, expected: undefined, ...options }, async (at) => {
    tried.push(at);
    if (unheard.includes(at)) return { kind: 'unheard' };
    const colour = colourAt(truth, at);
    return { kind: 'heard', colours: [lies(colour) ? otherThan(colour) : colour] };
  });
  return { ...end, tried };
}
