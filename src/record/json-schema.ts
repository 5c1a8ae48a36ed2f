// What the schemas of run.json and of plans have in common.

import * as z from 'zod';
import type { AxisProperty, AxisValue } from '../model/cell.ts';

const property: z.ZodType<AxisProperty> = z
  .lazy(() => z.union([z.string(), z.array(property), z.record(z.string(), property)]))
  .meta({ id: 'property' });

export const axisValue: z.ZodType<AxisValue> = z.union([z.string(), z.object({ name: z.string() }).catchall(property)]);

/** A type without what does not matter to JSON: whether it may be changed, and how it is put together. */
export type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Plain<Exclude<T[Key], undefined>> }
    : T;

/** `true satisfies Same<Plain<A>, Plain<B>>` compiles only where a schema says what a type says, no less and no more. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** The JSON Schema (draft 2020-12), open to keys that a later version adds. */
export function asJsonSchema(title: string, schema: z.ZodType, defs: object = {}): Record<string, unknown> {
  const { $schema, $defs, ...json } = z.toJSONSchema(schema, {
    io: 'input',
    // What a number can hold without loss says nothing of what it means.
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return { $schema, title, ...json, $defs: { ...$defs, ...defs } };
}
