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
export function axisId(axes: readonly Pick<Axis, 'name'>[], values: Values): CellId {
  let id = '';
  for (const { name } of axes) {
    const value = values[name];
    if (value !== undefined) id += `${id === '' ? '' : ','}${name}=${valueText(value)}`;
  }
  return id;
}

function longId(values: Values): CellId {
  return axisId(
    Object.keys(values).map((name) => ({ name })),
    values,
  );
}
