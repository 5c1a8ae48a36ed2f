import { createField, type FiniteField } from './create-field.ts';

/** The affine plane, or as much of it as there is, over so many elements. */
export type Arithmetic = {
  readonly order: number;
  /** Lines of different slopes, below this number, meet exactly once. */
  readonly slopes: number;
  /** Where the line through `start` is at `at`. */
  line(slope: number, at: number, start: number): number;
};

/**
 * Over a field where the order is a power of a prime, which has as many slopes as elements; else over the product of
 * the fields of its prime powers, which has as many slopes as the least of them: the MacNeish bound.
 */
export function createArithmetic(order: number): Arithmetic {
  const fields = primePowers(order).map(({ prime, degree }) => createField(prime, degree));
  const line = (slope: number, at: number, start: number) => {
    let [sum, weight, restAt, restStart] = [0, 1, at, start];
    for (const field of fields) {
      sum += weight * lineIn(field, slope, restAt % field.order, restStart % field.order);
      weight *= field.order;
      restAt = Math.floor(restAt / field.order);
      restStart = Math.floor(restStart / field.order);
    }
    return sum;
  };
  return { order, slopes: Math.min(...fields.map((field) => field.order)), line };
}

function lineIn({ add, multiply }: FiniteField, slope: number, at: number, start: number): number {
  return add(start, multiply(slope, at));
}

function primePowers(order: number): readonly { readonly prime: number; readonly degree: number }[] {
  const powers: { prime: number; degree: number }[] = [];
  let rest = order;
  for (let prime = 2; rest > 1; prime++) {
    let degree = 0;
    for (; rest % prime === 0; rest /= prime) degree++;
    if (degree > 0) powers.push({ prime, degree });
  }
  return powers;
}
