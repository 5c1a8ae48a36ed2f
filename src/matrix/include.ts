// `include` as GitHub Actions documents it:
// https://docs.github.com/actions/writing-workflows/choosing-what-your-workflow-does/running-variations-of-jobs-in-a-workflow
// Each entry in turn is merged into every cell of the product that it can join without changing one of that cell's
// original axis values; an entry that joins none becomes a cell of its own, which takes no later entry.

import { isDeepStrictEqual } from 'node:util';
import { type AxisValue, type Values, valueText } from '../model/cell.ts';
import type { Axis } from './axis.ts';

/** The values of all cells, those of the product first. `product` is not changed. */
export function applyIncludes(
  axes: readonly Axis[],
  product: readonly Values[],
  include: readonly Values[],
): readonly Values[] {
  if (include.length === 0) return product;
  const cells = product.map((values) => ({ ...values }) as Record<string, AxisValue>);
  const named = axes.filter(({ name }) => include.some((entry) => entry[name] !== undefined));
  const find = createFinder(named, cells);
  const added: Values[] = [];
  for (const entry of include) {
    const own = Object.entries(entry).filter(([key]) => axes.some(({ name }) => name === key));
    const joined = find(own);
    for (const cell of joined) {
      for (const [key, value] of Object.entries(entry)) {
        if (!own.some(([name]) => name === key)) cell[key] = value;
      }
    }
    if (joined.length === 0) added.push(inAxisOrder(axes, entry));
  }
  return [...cells, ...added];
}

type MutableValues = Record<string, AxisValue>;

/** Finds the cells whose axis values are these, by the rarest of them, so that the cost is that of what is found. */
function createFinder(axes: readonly Axis[], cells: readonly MutableValues[]) {
  const byValue = new Map<string, MutableValues[]>();
  const keyOf = (axis: string, value: AxisValue) => `${axis}\0${valueText(value)}`;
  for (const cell of cells) {
    for (const { name } of axes) {
      const value = cell[name];
      if (value === undefined) continue;
      const key = keyOf(name, value);
      const bucket = byValue.get(key);
      if (bucket) bucket.push(cell);
      else byValue.set(key, [cell]);
    }
  }
  return (wanted: readonly (readonly [string, AxisValue])[]): readonly MutableValues[] => {
    if (wanted.length === 0) return cells;
    const buckets = wanted.map(([axis, value]) => byValue.get(keyOf(axis, value)) ?? []);
    const smallest = buckets.reduce((a, b) => (b.length < a.length ? b : a));
    return smallest.filter((cell) => wanted.every(([axis, value]) => isSame(cell[axis], value)));
  };
}

/** An object value may be referred to by its name. */
export function isSame(original: AxisValue | undefined, wanted: AxisValue): boolean {
  if (original === undefined) return false;
  if (typeof wanted === 'string') return valueText(original) === wanted;
  return isDeepStrictEqual(original, wanted);
}

/** Axis keys first, in axis order; a name of an object value becomes that object. */
function inAxisOrder(axes: readonly Axis[], entry: Values): Values {
  const own = axes.flatMap(({ name, values }): [string, AxisValue][] => {
    const value = entry[name];
    if (value === undefined) return [];
    return [[name, values.find((candidate) => isSame(candidate, value)) ?? value]];
  });
  return {
    ...Object.fromEntries(own),
    ...Object.fromEntries(Object.entries(entry).filter(([key]) => !own.some(([name]) => name === key))),
  };
}
