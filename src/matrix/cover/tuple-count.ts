/**
 * How many tuples of `strength` values of different axes there are, ignoring constraints: what a cover of these axes
 * has to keep count of. It is the elementary symmetric polynomial of the sizes, so that no tuple is enumerated.
 */
export function tupleCount(sizes: readonly number[], strength: number): bigint {
  const counts = [1n];
  for (const size of sizes) {
    for (let taken = Math.min(strength, counts.length); taken >= 1; taken--) {
      counts[taken] = (counts[taken] ?? 0n) + (counts[taken - 1] ?? 0n) * BigInt(size);
    }
  }
  return counts[Math.min(strength, sizes.length)] ?? 0n;
}
