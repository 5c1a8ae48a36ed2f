/** The next number, from 0 and below `limit`. */
export type Random = (limit: number) => number;

/** Numbers that look random and are the same at every run: George Marsaglia, Xorshift RNGs, 2003. */
export function createRandom(seed: number): Random {
  let state = seed | 0 || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (((state >>> 0) * limit) / 0x1_0000_0000) | 0;
  };
}
