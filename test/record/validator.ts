import { Ajv2020 } from 'ajv/dist/2020.js';

const compile = (schema: object) =>
  new Ajv2020({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/ },
  }).compile(schema);

/** Asks a stock validator. `closed` has no room for what a later version adds: it finds what is not described. */
export function validatorOf(schema: Record<string, unknown>) {
  const open = compile(schema);
  const closed = compile(closing(schema) as object);
  return {
    open,
    closed,
    /** What is wrong with it as it is written down. */
    mistakes(json: unknown): readonly string[] {
      const written: unknown = JSON.parse(JSON.stringify(json));
      open(written);
      closed(written);
      return [...(open.errors ?? []), ...(closed.errors ?? [])].map(
        ({ instancePath, message }) => `${instancePath} ${message}`,
      );
    },
  };
}

function closing(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closing);
  if (typeof node !== 'object' || node === null) return node;
  const inner = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, isRule(key) ? value : closing(value)]),
  );
  return 'properties' in inner ? { additionalProperties: false, ...inner } : inner;
}

/** Rules repeat some keys of what they are about. */
function isRule(key: string): boolean {
  return ['outcomeRules', 'if', 'then', 'else'].includes(key);
}
