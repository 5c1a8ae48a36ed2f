// What can be said of the cells by one axis: a value, or a range of versions where the axis has an order.

import { compareVersions, versionOf } from '../matrix/version.ts';

/** Key to the text of its value; a cell need not have every key. */
export type Point = Readonly<Record<string, string>>;

/** A condition on one axis. `text` is a selector as `--only` takes it; `holds` has a bit for every point. */
export type Condition = { readonly axis: string; readonly text: string; readonly holds: bigint };

/**
 * The conditions of every axis that tell some points from others, each set of points once, in the order of the axes. Of
 * two that say the same of the points the narrower is taken, by the values that `others` have as well.
 */
export function conditionsOf(
  points: readonly Point[],
  others: readonly Point[] = [],
): readonly (readonly Condition[])[] {
  const axes = [...new Set(points.flatMap((point) => Object.keys(point)))];
  const all = (1n << BigInt(points.length)) - 1n;
  return axes
    .map((axis) => {
      const seen = new Set<bigint>();
      return textsOf(axis, points, others).filter(({ holds }) => {
        const tells = holds !== 0n && holds !== all && !seen.has(holds);
        seen.add(holds);
        return tells;
      });
    })
    .filter((conditions) => conditions.length > 0);
}

function textsOf(axis: string, points: readonly Point[], others: readonly Point[]): readonly Condition[] {
  const values = new Map<string, bigint>();
  for (const [index, point] of points.entries()) {
    const value = point[axis];
    if (value !== undefined) values.set(value, (values.get(value) ?? 0n) | (1n << BigInt(index)));
  }
  for (const { [axis]: value } of others) if (value !== undefined && !values.has(value)) values.set(value, 0n);
  const ordered = inOrder([...values.keys()]);
  const condition = (text: string, of: readonly string[]): Condition => ({
    axis,
    text: `${axis}${text}`,
    holds: of.reduce((bits, value) => bits | (values.get(value) ?? 0n), 0n),
  });
  if (ordered) return ranges(ordered).map(({ text, of }) => condition(text, of));
  const names = [...values.keys()];
  return [
    ...names.map((value) => condition(`=${value}`, [value])),
    ...names.map((value) =>
      condition(
        `!=${value}`,
        names.filter((other) => other !== value),
      ),
    ),
  ];
}

/** By version; undefined where some value has none, or two have the same. */
function inOrder(values: readonly string[]): readonly string[] | undefined {
  const versions = values.map((value) => ({ value, version: versionOf(value) ?? [] }));
  const sorted = versions.toSorted((a, b) => compareVersions(a.version, b.version));
  const isOrder = sorted.every(({ version }, at) => {
    const next = sorted[at + 1];
    return version.length > 0 && (next === undefined || compareVersions(version, next.version) < 0);
  });
  return isOrder ? sorted.map(({ value }) => value) : undefined;
}

/** Every run of neighbours but the whole, the shortest first, as one writes it: by the end that it has in common. */
function ranges(values: readonly string[]): readonly { readonly text: string; readonly of: readonly string[] }[] {
  const lengths = values.slice(1).map((_, index) => index + 1);
  return lengths.flatMap((length) =>
    values.slice(length - 1).map((_, from) => {
      const of = values.slice(from, from + length);
      const [first = ''] = of;
      const after = values[from + length];
      if (after === undefined) return { text: `>=${first}`, of };
      if (from === 0) return { text: `<${after}`, of };
      return { text: length === 1 ? `=${first}` : `>=${first} <${after}`, of };
    }),
  );
}
