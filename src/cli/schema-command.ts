// matrix schema: what others may rely on, of what they write and of what they read.

export const schemaNames = ['file', 'run', 'plan'] as const;
export type SchemaName = (typeof schemaNames)[number];

/** The JSON Schema of the matrix file, of run.json, or of a plan. */
export async function schemaOf(of: SchemaName): Promise<Record<string, unknown>> {
  switch (of) {
    case 'file':
      return (await import('../config/schema.ts')).jsonSchema();
    case 'run':
      return (await import('../record/run-schema.ts')).runJsonSchema();
    case 'plan':
      return (await import('../record/plan-schema.ts')).planJsonSchema();
  }
}
