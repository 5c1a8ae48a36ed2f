export type FiniteField = {
  readonly order: number;
  add(a: number, b: number): number;
  multiply(a: number, b: number): number;
};

/** The field of `prime ** degree` elements. */
export function createField(prime: number, degree: number): FiniteField {
  const order = prime ** degree;
  const digits = (element: number) =>
    Array.from({ length: degree }, (_, place) => Math.floor(element / prime ** place) % prime);
  const element = (of: readonly number[]) =>
    of.reduce((sum, digit, place) => sum + (digit % prime) * prime ** place, 0);
  const add = (a: number, b: number) => {
    const other = digits(b);
    return element(digits(a).map((digit, place) => digit + (other[place] ?? 0)));
  };
  // Any monic polynomial does by which no product of others vanishes; trying is quick at these orders.
  for (let lower = 0; lower < order; lower++) {
    const table = multiplication(digits(lower), prime, digits, element, order);
    if (table.slice(1).every((line) => line.lastIndexOf(0) === 0)) {
      return { order, add, multiply: (a, b) => table[a]?.[b] ?? 0 };
    }
  }
  throw new Error(`${order} is no power of a prime`);
}

/** All products of polynomials over the prime field, where the highest power is replaced by `lower`. */
function multiplication(
  lower: readonly number[],
  prime: number,
  digits: (element: number) => readonly number[],
  element: (digits: readonly number[]) => number,
  order: number,
): readonly (readonly number[])[] {
  const byX = (of: readonly number[]) => {
    const highest = of.at(-1) ?? 0;
    return lower.map((digit, place) => ((of[place - 1] ?? 0) + highest * digit) % prime);
  };
  const product = (a: readonly number[], b: readonly number[]) => {
    let power = a;
    const sum = a.map(() => 0);
    for (const digit of b) {
      power.forEach((own, place) => {
        sum[place] = (sum[place] ?? 0) + own * digit;
      });
      power = byX(power);
    }
    return element(sum);
  };
  const all = Array.from({ length: order }, (_, index) => digits(index));
  return all.map((a) => all.map((b) => product(a, b)));
}
