// node bench/covers.ts: covers of the models that tools for pairwise testing are compared by, their sizes and times.
// The sizes of others are as published: pairwise.org's table of tools, and covertable's own.

import { buildCover } from '../src/matrix/cover/build-cover.ts';

type Reference = { readonly model: string; readonly best: number; readonly covertable: number; readonly pict: number };

const references: readonly Reference[] = [
  { model: '3^4', best: 9, covertable: 9, pict: 9 },
  { model: '3^13', best: 15, covertable: 19, pict: 18 },
  { model: '4^15 3^17 2^29', best: 29, covertable: 36, pict: 37 },
  { model: '4^1 3^39 2^35', best: 21, covertable: 27, pict: 27 },
  { model: '2^100', best: 10, covertable: 14, pict: 15 },
  { model: '10^20', best: 180, covertable: 198, pict: 210 },
];

/** `4^15 3^17`: fifteen axes of four values, seventeen of three. */
function sizesOf(model: string): readonly number[] {
  return model.split(' ').flatMap((part) => {
    const [size = 0, axes = 0] = part.split('^').map(Number);
    return Array<number>(axes).fill(size);
  });
}

function measure({ model, best, covertable, pict }: Reference): readonly (string | number)[] {
  const sizes = sizesOf(model);
  const started = performance.now();
  const { rows, tuples, covered } = buildCover({ sizes, strength: 2, forbidden: [], given: [], required: [] });
  const seconds = ((performance.now() - started) / 1000).toFixed(2);
  if (covered !== tuples) throw new Error(`${model}: ${covered} of ${tuples} pairs are covered`);
  const [largest = 1, second = 1] = sizes.toSorted((a, b) => b - a);
  return [model, rows.length, best, covertable, pict, largest * second, seconds];
}

function line(columns: readonly (string | number)[]): string {
  const [model = '', ...numbers] = columns;
  return String(model).padEnd(16) + numbers.map((column) => String(column).padStart(12)).join('');
}

console.log(line(['model', 'rows', 'best', 'covertable', 'PICT', 'bound', 'seconds']));
for (const reference of references) console.log(line(measure(reference)));
