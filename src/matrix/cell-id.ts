import { type CellId, type Values, valueText } from '../model/cell.ts';
import type { Axis } from './axis.ts';

/**
 * Ids of cells in order: axis values in axis order (`node=13,postgres=15`); keys that only `include` brought are
 * appended where the axis values alone would be shared, or where there are none.
 */
export function cellIds(axes: readonly Axis[], cells: readonly Values[]): readonly CellId[] {
  const axisNames = new Set(axes.map(({ name }) => name));
  const short = cells.map((values) => idOf(Object.entries(values).filter(([key]) => axisNames.has(key))));
  const uses = new Map<CellId, number>();
  for (const id of short) uses.set(id, (uses.get(id) ?? 0) + 1);
  return short.map((id, index) => (id !== '' && uses.get(id) === 1 ? id : idOf(Object.entries(cells[index] ?? {}))));
}

function idOf(entries: readonly (readonly [string, Values[string]])[]): CellId {
  return entries.map(([key, value]) => `${key}=${valueText(value)}`).join(',');
}
