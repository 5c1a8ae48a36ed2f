import { createRandom } from '../../src/matrix/cover/random.ts';
import { hows } from './engine-proxy.ts';
import { drawFault, drawKind, type Fault, type FaultKind, wishOf } from './fault.ts';
import { type RandomMatrix, randomMatrix, steadyMatrix } from './random-matrix.ts';

/** One run of the suite: what a seed means. */
export type ChaosCase = {
  readonly seed: number;
  readonly matrix: RandomMatrix;
  readonly fault: Fault;
  /** The same project runs once more at the same time, and nothing is done to that run. */
  readonly twin: boolean;
};

/**
 * The case of a seed. Where a registry has to be there first, the reference of its image is asked for in the meantime:
 * `registryImage` stands for it. A kind that is given is not drawn.
 */
export function caseOf(seed: number, registryImage: string, given?: FaultKind): ChaosCase {
  // Seeds that stand side by side begin alike, so that the first numbers are thrown away.
  const random = createRandom(Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995);
  for (let thrown = 0; thrown < 16; thrown++) random(2);
  const drawn = drawKind(random);
  const kind = given ?? drawn;
  const role = random(2) === 0 ? 'test' : 'service';
  const wish = { seed, ...wishOf(kind, role), ...(kind === 'registry' ? { registryImage } : {}) };
  const matrix = randomMatrix(random, wish);
  const fault = drawFault(kind, role, matrix, random);
  const canHaveTwin = kind !== 'registry' && kind !== 'disk-full' && kind !== 'record-removed';
  return { seed, matrix, fault, twin: canHaveTwin && random(5) === 0 };
}

/** Every request of one run, in every way that it can fail: the number says which of both. */
export function sweepCase(number: number): ChaosCase {
  const how = hows[number % hows.length] ?? 'refused';
  const fault: Fault = { kind: 'engine-api', fault: { at: 1 + Math.floor(number / hows.length), count: 1, how } };
  return { seed: number, matrix: steadyMatrix(number), fault, twin: false };
}
