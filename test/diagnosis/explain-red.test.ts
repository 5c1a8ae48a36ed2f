import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Point } from '../../src/diagnosis/conditions.ts';
import { explainRed } from '../../src/diagnosis/explain-red.ts';

type Axes = Readonly<Record<string, readonly string[]>>;

function product(axes: Axes): readonly Point[] {
  return Object.entries(axes).reduce<readonly Point[]>(
    (points, [axis, values]) => points.flatMap((point) => values.map((value) => ({ ...point, [axis]: value }))),
    [{}],
  );
}

const nine = { node: ['13', '15', '20'], postgres: ['13', '15', '17'] };

/** The explanation as text: conditions of a cause by `and`, causes by ` | `, cells that none explains last. */
function explained(points: readonly Point[], isRed: (point: Point) => boolean): string | undefined {
  const found = explainRed(points, (index) => isRed(points[index] ?? {}));
  return found && [...found.causes.map(({ conditions }) => conditions.join(' and ')), ...found.others].join(' | ');
}

describe('causes', () => {
  test.each<[says: string | undefined, axes: Axes, isRed: (point: Point) => boolean]>([
    ['node<15', nine, ({ node }) => node === '13'],
    ['node=15', nine, ({ node }) => node === '15'],
    ['node>=20', nine, ({ node }) => node === '20'],
    ['node>=15', nine, ({ node }) => node !== '13'],
    ['node<15 | postgres<15', nine, ({ node, postgres }) => node === '13' || postgres === '13'],
    ['node<15 and postgres>=15', nine, ({ node, postgres }) => node === '13' && postgres !== '13'],
    ['node>=15', { node: ['13', '15', '20'] }, ({ node }) => node !== '13'],
    [undefined, { node: ['13', '15', '20'] }, ({ node }) => node === '13'],
    [undefined, nine, () => true],
    [undefined, nine, () => false],
    [undefined, nine, ({ node, postgres }) => node === '15' && postgres === '15'],
    [undefined, nine, ({ node = '', postgres = '' }) => node === postgres],
    ['v>=3 <6', { v: ['1', '2', '3', '4', '5', '6', '7', '8'] }, ({ v = '' }) => ['3', '4', '5'].includes(v)],
    ['v<3.10', { v: ['3.9', '3.10', '3.8', '3.11'], w: ['a', 'b'] }, ({ v = '' }) => ['3.8', '3.9'].includes(v)],
    ['os=mac', { os: ['linux', 'mac', 'windows'], v: ['1', '2', '3'] }, ({ os }) => os === 'mac'],
    ['os!=mac', { os: ['linux', 'mac', 'windows'], v: ['1', '2', '3'] }, ({ os }) => os !== 'mac'],
    [
      'a<1 | c=7',
      { a: [...'0123456789'], b: [...'0123456789'], c: [...'0123456789'] },
      ({ a, c }) => a === '0' || c === '7',
    ],
    [
      'a<3 and b>=6 and c=2',
      { a: [...'0123456789'], b: [...'0123456789'], c: [...'0123456789'] },
      ({ a = '', b = '', c }) => a < '3' && b > '5' && c === '2',
    ],
    [
      'os=mac and tz=UTC and v<2',
      { os: ['linux', 'mac'], tz: ['UTC', 'CET'], v: ['1', '2', '3'], w: ['a', 'b', 'c', 'd'] },
      ({ os, tz, v }) => os === 'mac' && tz === 'UTC' && v === '1',
    ],
    [
      'node<14 | 38',
      { node: ['12', '13', '14', '15', '16', '17', '18', '19'], w: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
      ({ node, w }) => node === '12' || node === '13' || (node === '17' && w === 'd'),
    ],
  ])('%s', (says, axes, isRed) => {
    expect(explained(product(axes), isRed)).toBe(says);
  });

  test('a key that only some cells have can be one', () => {
    const points = [
      ...product(nine),
      ...['1', '2', '3'].map((shape) => ({ node: '22', postgres: '17', shape, cov: 'on' })),
    ];
    expect(explained(points, ({ cov }) => cov === 'on')).toBe('node>=22');
    const marked = product(nine).map((point, at) => (at % 4 === 0 ? { ...point, cov: 'on' } : point));
    expect(explained(marked, ({ cov }) => cov === 'on')).toBe('cov=on');
  });

  test('of values that were not heard nothing is said', () => {
    const heard = product({ node: ['13', '20', '22'], postgres: ['13', '15'] });
    const unheard = product({ node: ['15', '18'], postgres: ['13', '15'] });
    const conditions = (isRed: (point: Point) => boolean) =>
      explainRed(heard, (index) => isRed(heard[index] ?? {}), unheard)?.causes.map((cause) => cause.conditions);
    expect(conditions(({ node }) => node === '13')).toEqual([['node<15']]);
    expect(conditions(({ node }) => node !== '13')).toEqual([['node>=20']]);
  });

  test('cells of a thousand, within bounds', () => {
    const ten = Array.from({ length: 10 }, (_, at) => String(at));
    const points = product({ a: ten, b: ten, c: ten });
    expect(explained(points, ({ a = '', b = '' }) => Number(a) < 3 && Number(b) >= 7)).toBe('a<3 and b>=7');
    expect(
      explained(points, ({ a = '', b = '', c = '' }) => (Number(a) * 7 + Number(b) * 3 + Number(c)) % 4 === 1),
    ).toBe(undefined);
  });
});

const axesOf = fc.constantFrom<Axes>(
  { node: ['12', '14', '16', '18', '20'], pg: ['13', '15', '17'], os: ['alpine', 'debian'] },
  { node: ['13', '15', '20', '22'], db: ['my', 'pg', 'lite'], locale: ['C', 'de', 'tr'] },
  { a: ['1', '2', '3', '4', '5', '6'], b: ['1', '2', '3', '4', '5', '6'] },
  { a: ['1', '2', '3'], b: ['1', '2', '3'], c: ['1', '2', '3'], d: ['x', 'y'] },
);

/** Conjunctions over an axis each: the values that it holds for are neighbours where the axis has an order. */
const causeOf = (axes: Axes) =>
  fc.subarray(Object.keys(axes), { minLength: 1, maxLength: 2 }).chain((names) =>
    fc.tuple(
      ...names.map((name) => {
        const { length } = axes[name] ?? [];
        const isOrdered = (axes[name] ?? []).every((value) => /\d/.test(value));
        return fc.tuple(fc.nat(length - 1), fc.nat(length - 1)).map(([one, other]): [string, readonly string[]] => {
          const [from, to] = isOrdered ? [Math.min(one, other), Math.max(one, other)] : [one, one];
          return [name, (axes[name] ?? []).slice(from, to + 1)];
        });
      }),
    ),
  );

test('planted causes are found: what is said holds for the red cells, and for no other', () => {
  let found = 0;
  let planted = 0;
  const model = axesOf.chain((axes) =>
    fc.record({ axes: fc.constant(axes), causes: fc.array(causeOf(axes), { minLength: 1, maxLength: 2 }) }),
  );
  fc.assert(
    fc.property(model, ({ axes, causes }) => {
      const points = product(axes);
      const isRed = (point: Point) =>
        causes.some((cause) => cause.every(([axis, values]) => values.includes(point[axis] ?? '')));
      const red = points.flatMap((point, index) => (isRed(point) ? [index] : []));
      const explanation = explainRed(points, (index) => isRed(points[index] ?? {}));
      // Of fewer red cells than these nothing can be learnt, and of fewer green ones neither.
      if (red.length >= 4 && points.length - red.length >= 4) {
        planted += 1;
        if (explanation) found += 1;
      }
      if (!explanation) return;
      const told = new Set([...explanation.causes.flatMap(({ cells }) => cells), ...explanation.others]);
      expect([...told].toSorted((a, b) => a - b)).toEqual(red);
      const conditions = explanation.causes.reduce((sum, cause) => sum + cause.conditions.length, 0);
      expect(conditions).toBeLessThanOrEqual(causes.reduce((sum, cause) => sum + cause.length, 0) + 2);
    }),
    { numRuns: 1_000, seed: 20_251_124 },
  );
  expect({ planted: planted > 500, share: found / planted > 0.99 }).toEqual({ planted: true, share: true });
});

test('of noise hardly ever anything is said', () => {
  let told = 0;
  fc.assert(
    fc.property(
      axesOf.chain((axes) => {
        const points = product(axes);
        return fc.record({
          points: fc.constant(points),
          red: fc.array(fc.boolean(), { minLength: points.length, maxLength: points.length }),
        });
      }),
      ({ points, red }) => {
        if (explainRed(points, (index) => red[index] ?? false)) told += 1;
      },
    ),
    { numRuns: 1_000, seed: 20_251_124 },
  );
  expect(told).toBeLessThanOrEqual(20);
});
