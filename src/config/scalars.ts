// What a scalar of the file can mean. Every scalar arrives as its source text, so that `3.10` stays `3.10`; what is a
// number, a duration or a size is read here. The published JSON Schema, which sees YAML's own types, is told of them.

import * as z from 'zod';

const yamlScalar = { type: ['string', 'number', 'boolean', 'null'] };

/** Any scalar, as it was written. */
export const text = z.string({ error: 'expected a text' }).meta(yamlScalar);

/** One in which something stands: an image or a command of nothing does nothing, and looks as if it had done well. */
export const filled = z
  .string({ error: 'expected a text' })
  .refine((source) => source.trim() !== '', 'expected a text')
  .meta({ type: ['string', 'number', 'boolean'], pattern: '\\S' });

/** A scalar that means more than its text; `read` says what, or undefined where it is none. */
export function scalar<T>(expected: string, read: (source: string) => T | undefined, schema: Record<string, unknown>) {
  return z
    .string({ error: `expected ${expected}` })
    .transform((source, context) => {
      const value = read(source);
      if (value !== undefined) return value;
      context.addIssue({ code: 'custom', message: `expected ${expected}` });
      return z.NEVER;
    })
    .meta(schema);
}

export const flag = scalar('true or false', flagOf, { type: 'boolean' });

export const count = scalar('a whole number', (source) => (/^\d{1,9}$/.test(source) ? Number(source) : undefined), {
  type: 'integer',
  minimum: 0,
});

export const countFrom1 = scalar('a whole number above 0', atLeast1, { type: 'integer', minimum: 1 });

/** A status of HTTP. */
export const httpStatus = scalar(
  'a status from 100 to 599',
  (source) => (/^[1-5]\d\d$/.test(source) ? Number(source) : undefined),
  { type: 'integer', minimum: 100, maximum: 599 },
);

export const positive = scalar(
  'a number above 0',
  (source) => above0(/^(?:\d+\.?\d*|\.\d+)$/.test(source) ? Number(source) : 0),
  {
    type: 'number',
    exclusiveMinimum: 0,
  },
);

export const port = scalar('a port from 1 to 65535', (source) => portOf(source), {
  type: 'integer',
  minimum: 1,
  maximum: 65_535,
});

export const jobs = scalar(
  'auto or a whole number above 0',
  (source) => (source === 'auto' ? 'auto' : atLeast1(source)),
  {
    // Said here too, since the library would say that it is a string.
    type: ['string', 'integer'],
    anyOf: [{ const: 'auto' }, { type: 'integer', minimum: 1 }],
  },
);

const durationPattern = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;

/** In milliseconds. */
export const duration = scalar('a duration such as 500ms, 90s, 10m or 1h', durationOf, {
  type: 'string',
  pattern: durationPattern.source,
});

const sizePattern = /^(\d+(?:\.\d+)?)([kmgKMG])(?:i?[bB])?$/;

/** In bytes; units are powers of 1024, as the engine has them. */
export const size = scalar('a size such as 64k, 512m or 2g', sizeOf, { type: 'string', pattern: sizePattern.source });

/** A regular expression, as its source. */
export const pattern = scalar('a regular expression', (source) => (isPattern(source) ? source : undefined), {
  type: 'string',
  format: 'regex',
});

function flagOf(source: string): boolean | undefined {
  // The three spellings that YAML 1.2 has of each, since editors take them by the JSON Schema.
  if (['true', 'True', 'TRUE'].includes(source)) return true;
  return ['false', 'False', 'FALSE'].includes(source) ? false : undefined;
}

export function portOf(source: string): number | undefined {
  const number = /^\d{1,5}$/.test(source) ? Number(source) : 0;
  return number >= 1 && number <= 65_535 ? number : undefined;
}

function durationOf(source: string): number | undefined {
  const [, number, unit] = durationPattern.exec(source) ?? [];
  const factor = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[unit ?? ''];
  // Timers count in 32 bits: some 24 days.
  return factor === undefined ? undefined : above0(Math.min(Math.round(Number(number) * factor), 2 ** 31 - 1));
}

function sizeOf(source: string): number | undefined {
  const [, number, unit] = sizePattern.exec(source) ?? [];
  const exponent = { k: 1, m: 2, g: 3 }[unit?.toLowerCase() ?? ''];
  return exponent === undefined ? undefined : above0(Math.round(Number(number) * 1024 ** exponent));
}

function above0(number: number): number | undefined {
  return number > 0 ? number : undefined;
}

function atLeast1(source: string): number | undefined {
  return /^\d{1,9}$/.test(source) ? above0(Number(source)) : undefined;
}

/** Whether it compiles as a regular expression. */
export function isPattern(source: string): boolean {
  try {
    new RegExp(source, 'm');
    return true;
  } catch {
    return false;
  }
}
