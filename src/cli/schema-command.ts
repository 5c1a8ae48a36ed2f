// matrix schema: what others may rely on, of what they write and of what they read.

/** The JSON Schema of the matrix file, or of run.json. */
export async function schemaOf(of: 'file' | 'run'): Promise<Record<string, unknown>> {
  switch (of) {
    case 'file':
      return (await import('../config/schema.ts')).jsonSchema();
    case 'run':
      return (await import('../record/run-schema.ts')).runJsonSchema();
  }
}
