// What the axes of a plan are, read off its cells: a plan names no axes, but a cell's id is made of them.

import { type Values, valueText } from '../model/cell.ts';
import type { Plan } from '../model/plan.ts';
import { perPlan } from './per-plan.ts';

/** An axis with the values that some cell has, in the order of the matrix file. */
export type Axis = { readonly name: string; readonly values: readonly string[] };

/** A plan of two axes as rows and columns. `at` holds positions in `plan.cells`, undefined where there is no cell. */
export type Grid = {
  readonly rows: Axis;
  readonly columns: Axis;
  readonly at: readonly (readonly (number | undefined)[])[];
};

type Point = { readonly id: string; readonly values: Values };

/** The keys that cells are told apart by, in order. */
export const axesOf = perPlan((plan: Plan): readonly Axis[] => {
  const inIds = new Set<string>();
  for (const cell of plan.cells) for (const key of keysInId(cell)) inIds.add(key);
  const names = [...inIds];
  return names.map((name, at) => {
    const before: Before = new Map();
    noteOrder(name, names.slice(0, at), plan.cells, before);
    const present = new Set(before.keys());
    noteOrder(name, names.slice(0, at), plan.skipped, before);
    return { name, values: ordered(before).filter((value) => present.has(value)) };
  });
});

/** The grid of a plan whose cells all have the same two axes and no other key in their ids; else undefined. */
export const gridOf = perPlan((plan: Plan): Grid | undefined => {
  const [rows, columns, ...more] = axesOf(plan);
  if (!rows || !columns || more.length > 0) return undefined;
  if (plan.cells.some((cell) => keysInId(cell).length !== 2)) return undefined;
  const index = new Map(plan.cells.map((cell, at) => [place(cell, rows.name, columns.name), at]));
  if (index.size !== plan.cells.length) return undefined;
  const at = rows.values.map((row) => columns.values.map((column) => index.get(JSON.stringify([row, column]))));
  return { rows, columns, at };
});

/** How a cell's value of an axis is shown; undefined where it has none. */
export function textOf({ values }: Pick<Point, 'values'>, axis: string): string | undefined {
  const value = values[axis];
  return value === undefined ? undefined : valueText(value);
}

function place(cell: Point, rows: string, columns: string): string {
  return JSON.stringify([textOf(cell, rows), textOf(cell, columns)]);
}

/** An id is `key=value` of the axes in order; what only an `include` brought is not in it unless it was needed. */
function keysInId({ id, values }: Point): readonly string[] {
  let rest = `${id},`;
  const keys: string[] = [];
  for (const [key, value] of Object.entries(values)) {
    const part = `${key}=${valueText(value)},`;
    if (!rest.startsWith(part)) continue;
    keys.push(key);
    rest = rest.slice(part.length);
  }
  return rest === '' ? keys : Object.keys(values);
}

/** Every value that was met, with those that some cell was right before it of. */
type Before = Map<string, Set<string>>;

/**
 * Notes which value of an axis follows which where cells that stand one after the other agree in all axes before it:
 * cells are in the order of the product, so that such values are in the order of the file.
 */
function noteOrder(axis: string, slower: readonly string[], points: readonly Point[], before: Before): void {
  let last: Point | undefined;
  for (const point of points) {
    const value = textOf(point, axis);
    if (value === undefined) continue;
    const earlier = before.get(value) ?? new Set();
    before.set(value, earlier);
    const previous = last && textOf(last, axis);
    const follows = last && agree(last, point, slower);
    if (follows && previous !== undefined && previous !== value) earlier.add(previous);
    last = point;
  }
}

function agree(one: Point, other: Point, axes: readonly string[]): boolean {
  return axes.every((name) => textOf(one, name) === textOf(other, name));
}

/**
 * One order that agrees with all that was noted; among equals, and where it contradicts itself, who came first. By
 * taking away what nothing is left before: Arthur B. Kahn, Topological sorting of large networks, 1962.
 */
function ordered(before: Before): readonly string[] {
  const after = new Map<string, string[]>();
  const left = new Map([...before].map(([value, earlier]) => [value, earlier.size]));
  for (const [value, earlier] of before) for (const one of earlier) after.set(one, [...(after.get(one) ?? []), value]);
  const order = new Set<string>();
  const take = (first: string) => {
    const ready = [first];
    for (let value = ready.shift(); value !== undefined; value = ready.shift()) {
      if (order.has(value)) continue;
      order.add(value);
      for (const next of after.get(value) ?? []) {
        const count = (left.get(next) ?? 0) - 1;
        left.set(next, count);
        if (count === 0) ready.push(next);
      }
    }
  };
  for (const [value, earlier] of before) if (earlier.size === 0) take(value);
  for (const value of before.keys()) take(value);
  return [...order];
}
