// A matrix whose one axis has other values than its file says.

import type { ReadConfig } from '../config/read-config.ts';
import { MatrixError } from '../errors.ts';
import { type AxisValue, valueText } from '../model/cell.ts';
import { nearest } from '../model/nearest.ts';

export type AxisReplacement = {
  readonly axis: string;
  /** In place of those in the file; undefined: as written. A value that is a map is meant by its name. */
  readonly values: readonly string[] | undefined;
};

/**
 * The config with all combinations of its axes, one of which has these values. What the file says of values that are
 * not among them is no mistake. Throws a MatrixError (`usage`) where there is no such axis or value.
 */
export function replaceAxis<Read extends ReadConfig>(read: Read, { axis, values }: AxisReplacement): Read {
  const { axes } = read.config;
  const found = axes.find(({ name }) => name === axis);
  if (!found) {
    const names = axes.map(({ name }) => name);
    const near = nearest(axis, names);
    throw new MatrixError('usage', `The matrix has no axis "${axis}"`, {
      hint: near === undefined ? `it has ${names.join(', ') || 'none'}` : `did you mean "${near}"?`,
    });
  }
  const replaced = values?.map((value) => meantBy(value, axis, found.values)) ?? found.values;
  const config = {
    ...read.config,
    cover: 'all' as const,
    axes: axes.map((one) => (one === found ? { name: axis, values: replaced } : one)),
  };
  if (values === undefined) return { ...read, config };
  const { doubt } = read;
  return { ...read, config, doubt: { any: true, about: (key: string) => key === axis || doubt.about(key) } };
}

function meantBy(text: string, axis: string, written: readonly AxisValue[]): AxisValue {
  const same = written.find((value) => valueText(value) === text);
  if (same !== undefined) return same;
  if (written.every((value) => typeof value === 'string')) return text;
  throw new MatrixError('usage', `The values of "${axis}" are maps, and none of them is called "${text}"`, {
    hint: `their names: ${written.map(valueText).join(', ')}`,
  });
}
