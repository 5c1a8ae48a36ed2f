// Axes and their values, and the conditions on them.

import * as z from 'zod';
import type { AxisProperty } from '../model/cell.ts';
import type { SelectorTerm } from '../model/selector.ts';
import { text } from './scalars.ts';

export const axisName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_-]*$/, 'a name begins with a letter or _, and goes on with letters, digits, _ and -');

const axisProperty: z.ZodType<AxisProperty, AxisProperty> = z.lazy(() =>
  z.union([text, z.array(axisProperty), z.record(z.string(), axisProperty)], {
    error: 'expected a text, a list or a map',
  }),
);

/** A text, or a map by whose `name` it is shown and selected. */
export const axisValue = z.union([text, z.object({ name: text }).catchall(axisProperty)], {
  error: 'expected a text, or a map that has a "name"',
});

const selectorTerm: z.ZodType<SelectorTerm, SelectorTerm> = z.lazy(() =>
  z.union([text, z.array(text).min(1, 'expected at least one value'), z.strictObject({ not: selectorTerm })], {
    error: 'expected a value, a list of values, a comparison such as ">=15 <20", or { not: … }',
  }),
);

export const selector = z
  .record(axisName, selectorTerm, { error: 'expected a map of axes to values' })
  .refine((map) => Object.keys(map).length > 0, 'expected at least one axis');
