import type { AxisValue } from '../model/cell.ts';

/** A named list of values, in the order written. */
export type Axis = { readonly name: string; readonly values: readonly AxisValue[] };
