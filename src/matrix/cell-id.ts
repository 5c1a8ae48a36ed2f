import { type CellId, type Values, valueText } from '../model/cell.ts';
import type { Axis } from './axis.ts';

/**
 * Ids of cells in order: axis values in axis order (`node=13,postgres=15`); keys that only `include` brought are
 * appended where the axis values alone would be shared, or where there are none.
 */
export function cellIds(axes: readonly Axis[], cells: readonly Values[]): readonly CellId[] {
  const short = cells.map((values) => axisId(axes, values));
  const uses = new Map<CellId, number>();
  for (const id of short) uses.set(id, (uses.get(id) ?? 0) + 1);
  return short.map((id, index) => (id !== '' && uses.get(id) === 1 ? id : longId(cells[index] ?? {})));
}

/** The axis values alone, in axis order: the id of most cells. */
export function axisId(axes: readonly Axis[], values: Values): CellId {
  return idOf(axes, values);
}

function longId(values: Values): CellId {
  return idOf(
    Object.keys(values).map((name) => ({ name })),
    values,
  );
}

function idOf(keys: readonly { readonly name: string }[], values: Values): CellId {
  let id = '';
  for (const { name: key } of keys) {
    const value = values[key];
    if (value !== undefined) id += `${id === '' ? '' : ','}${key}=${valueText(value)}`;
  }
  return id;
}
