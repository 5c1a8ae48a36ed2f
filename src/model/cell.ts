// The nouns of the matrix: an axis, its values, and a cell, which is one combination of them.

/** A value of an axis: its source text, or an object with a `name` by which it is shown and selected. */
export type AxisValue = string | NamedValue;

/** An object value. Properties may nest; every leaf is source text. */
export type NamedValue = { readonly name: string; readonly [property: string]: AxisProperty };
export type AxisProperty = string | readonly AxisProperty[] | { readonly [property: string]: AxisProperty };

/** Axis name to value, in axis order. Axis names never look like integers, so that objects keep the order. */
export type Values = Readonly<Record<string, AxisValue>>;

/** `node=13,postgres=15`: the axis values in axis order; stable between runs, unique in a plan. */
export type CellId = string;

/** One combination of the axes: one environment, one row of the results. */
export type Cell = {
  readonly id: CellId;
  /** Position in the plan, from 0; in the whole plan, where the plan is a shard of one. */
  readonly index: number;
  readonly values: Values;
};

/** How a value is shown and selected. */
export function valueText(value: AxisValue): string {
  return typeof value === 'string' ? value : value.name;
}
