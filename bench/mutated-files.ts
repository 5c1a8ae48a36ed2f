// Ten thousand matrix files that went wrong: what each ends with, and the slowest. Run: node bench/mutated-files.ts [seed]

import { exitCodeOn, mutated } from '../test/plan/mutated-files.ts';

const files = 10_000;
const seed = Number(process.argv[2] ?? 1);

/** Marsaglia's xorshift of 32 bits: "Xorshift RNGs", Journal of Statistical Software 8 (2003). */
let state = seed;
function draw(n: number): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % n;
}

const codes = new Map<number, number>();
let slowest = { ms: 0, text: '' };
for (let at = 0; at < files; at++) {
  const text = mutated(draw);
  const started = performance.now();
  const code = await exitCodeOn(text).catch((error: unknown) => {
    process.stdout.write(`${JSON.stringify(text)}\n`);
    throw error;
  });
  const ms = performance.now() - started;
  if (ms > slowest.ms) slowest = { ms, text };
  codes.set(code, (codes.get(code) ?? 0) + 1);
}
const ends = [...codes].toSorted(([a], [b]) => a - b).map(([code, count]) => `exit ${code}: ${count}`);
process.stdout.write(
  `${files} files of seed ${seed}: ${ends.join(', ')}; the slowest took ${slowest.ms.toFixed(0)} ms\n`,
);
