import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandMatrix, type MatrixInput } from '../../src/matrix/expand-matrix.ts';
import { type Values, valueText } from '../../src/model/cell.ts';

const axis = (name: string, ...values: string[]) => ({ name, values });
const five = [
  axis('node', '13', '15', '20'),
  axis('postgres', '13', '15', '17'),
  axis('os', 'alpine', 'debian'),
  axis('tz', 'UTC', 'Asia/Tokyo'),
  axis('cache', 'on', 'off'),
];

function expand(input: Partial<MatrixInput>) {
  const expansion = expandMatrix({ axes: five, exclude: [], include: [], cover: 2, ...input });
  expect(expansion.problems).toEqual([]);
  return expansion;
}

describe('a pairwise cover', () => {
  test('keeps the order of the product, and says what it left out and why', () => {
    const { cells, skipped, cover } = expand({ exclude: [{ node: '13', postgres: '17' }] });
    const whole = expand({ cover: 'all' }).cells.map(({ id }) => id);
    const ids = cells.map(({ id }) => id);
    expect(ids).toEqual(whole.filter((id) => ids.includes(id)));
    expect(skipped.map(({ id }) => id)).toEqual(whole.filter((id) => !ids.includes(id)));
    expect(
      Object.fromEntries(
        Map.groupBy(skipped, ({ reason }) => reason)
          .entries()
          .map(([reason, of]) => [reason, of.length]),
      ),
    ).toEqual({
      'excluded by node=13,postgres=17': 8,
      'not needed for the pairwise cover': 72 - 8 - cells.length,
    });
    expect(cover).toEqual({ strength: 2, tuples: 56, covered: 56, product: 72 });
    expect(cells).toHaveLength(8);
  });

  test('of more combinations than could be gone through names no cell that it left out', () => {
    const axes = Array.from({ length: 10 }, (_, at) => axis(`a${at}`, '0', '1', '2'));
    const { cells, skipped, cover } = expand({ axes, exclude: [{ a0: '0', a1: '0' }] });
    expect(skipped).toEqual([]);
    expect(cover).toEqual({ strength: 2, tuples: 404, covered: 404, product: 3 ** 10 });
    expect(cells.some(({ values }) => values.a0 === '0' && values.a1 === '0')).toBe(false);
    expect(cells.length).toBeLessThanOrEqual(18);
  });
});

describe('include', () => {
  test('of a cell of the product keeps that cell, and adds to it', () => {
    const entry = { node: '20', postgres: '17', os: 'alpine', tz: 'UTC', cache: 'off', coverage: 'yes' };
    const { cells } = expand({ include: [entry] });
    expect(cells.filter(({ values }) => values.coverage !== undefined).map(({ values }) => values)).toEqual([entry]);
  });

  test('finds its cell of the product, though a new cell covers the same values', () => {
    const axes = [axis('a', '1', '2'), axis('b', '1', '4'), axis('c', '1'), axis('d', '1', '2')];
    const entry = { a: '2', b: '1', d: '2', coverage: 'yes' };
    const { cells } = expand({ axes, include: [entry, { a: '2', b: '1', c: '5', d: '2' }], cover: 3 });
    expect(cells.filter(({ values }) => values.coverage !== undefined).map(({ id }) => id)).toEqual([
      'a=2,b=1,c=1,d=2',
    ]);
  });

  test('of a new cell counts as cover', () => {
    const axes = [axis('a', '0', '1'), axis('b', '0', '1'), axis('c', '0', '1')];
    const exclude = [{ a: '0', b: '0' }];
    const { cells } = expand({
      axes,
      exclude,
      include: [
        { a: '0', b: '0', c: '0' },
        { a: '0', b: '0', c: '1' },
      ],
    });
    expect(cells.map(({ id }) => id).slice(-2)).toEqual(['a=0,b=0,c=0', 'a=0,b=0,c=1']);
    expect(cells.length).toBeLessThanOrEqual(6);
  });

  test('alone is all there is', () => {
    const { cells, cover } = expand({ axes: [], include: [{ node: '20' }] });
    expect(cells.map(({ id }) => id)).toEqual(['node=20']);
    expect(cover).toEqual({ strength: 2, tuples: 0, covered: 0, product: 0 });
  });
});

test('whatever is left of the whole matrix is covered, and nothing else is there', () => {
  const values = fc.uniqueArray(fc.constantFrom('1', '2', '3', '4'), { minLength: 1, maxLength: 4 });
  const names = ['a', 'b', 'c', 'd'];
  const model = fc.record({
    axes: fc
      .tuple(values, values, values, values)
      .map((lists) => names.map((name, at) => ({ name, values: lists[at] ?? [] }))),
    exclude: fc.array(
      fc.dictionary(fc.constantFrom(...names), fc.constantFrom('1', '2', '3', '4'), { minKeys: 1, maxKeys: 3 }),
      { maxLength: 4 },
    ),
    include: fc.array(fc.dictionary(fc.constantFrom(...names, 'x'), fc.constantFrom('1', '2', '5'), { minKeys: 1 }), {
      maxLength: 3,
    }),
    cover: fc.constantFrom(2, 3),
  });
  fc.assert(
    fc.property(model, (input) => {
      const all = expandMatrix({ ...input, cover: 'all' } as MatrixInput);
      if (all.problems.length > 0) return;
      const few = expandMatrix(input as MatrixInput);
      const has = (cells: readonly { values: Values }[], tuple: readonly (readonly [string, string])[]) =>
        cells.some(({ values: of }) =>
          tuple.every(([key, text]) => of[key] !== undefined && valueText(of[key]) === text),
        );
      // A cell that joins an entry in the whole matrix has the entry's values in the cover as well.
      expect(few.cells.filter(({ id }) => !all.cells.some((cell) => cell.id === id)).map(({ id }) => id)).toEqual([]);
      const standing = (cells: typeof all.cells) =>
        cells
          .filter(({ values: of }) =>
            names.some(
              (name) =>
                !input.axes.some(
                  (one) => one.name === name && (one.values as readonly string[]).includes(String(of[name])),
                ),
            ),
          )
          .map(({ id }) => id);
      expect(standing(few.cells)).toEqual(standing(all.cells));
      for (const cell of all.cells) {
        const pairs = Object.entries(cell.values)
          .filter(([key]) => names.includes(key))
          .map(([key, value]) => [key, valueText(value)] as const);
        for (const [i, one] of pairs.entries())
          for (const other of pairs.slice(i + 1)) expect(has(few.cells, [one, other])).toBe(true);
      }
      for (const entry of input.include) {
        const wanted = Object.entries(entry).filter(([key]) => names.includes(key));
        expect(has(few.cells, wanted)).toBe(has(all.cells, wanted));
      }
      if (input.cover !== 2) return;
      const allowed = pairsOf(expandMatrix({ ...input, include: [], cover: 'all' } as MatrixInput).cells);
      const selected = few.cells.filter((_, index) => index % 2 === 0);
      expect(few.coverOf(few.cells)).toEqual(few.cover);
      expect(few.coverOf(selected)).toMatchObject({
        tuples: allowed.size,
        covered: pairsOf(selected).intersection(allowed).size,
      });
    }),
    { numRuns: 300 },
  );
});

/** Every two values on the axes a to d that some cell has. */
function pairsOf(cells: readonly { readonly values: Values }[]): ReadonlySet<string> {
  const pairs = cells.map(({ values }) => {
    const texts = ['a', 'b', 'c', 'd'].flatMap((name) => (name in values ? [`${name}=${values[name]}`] : []));
    return texts.flatMap((one, at) => texts.slice(at + 1).map((other) => `${one},${other}`));
  });
  return new Set(pairs.flat());
}
