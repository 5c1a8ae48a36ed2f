// The one schema of the matrix file: the source of its types, of its validation and of the published JSON Schema.

import * as z from 'zod';
import type { AxisProperty } from '../model/cell.ts';
import { command, ready } from './ready-schema.ts';
import { count, duration, filled, flag, jobs, positive, size, text } from './scalars.ts';

const textOrList = z.union([text, z.array(text).min(1, 'expected at least one text')], {
  error: 'expected a text or a list of texts',
});
const texts = z.array(text, { error: 'expected a list of texts' });
const oneOrMore = textOrList.transform((value) => (typeof value === 'string' ? [value] : value));

const axisName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_-]*$/, 'a name begins with a letter or _, and goes on with letters, digits, _ and -');
const envName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a variable begins with a letter or _, and goes on with letters, digits and _');
const serviceName = z
  .string()
  .regex(
    /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
    "a service's name is its host name: small letters, digits and -, beginning with a letter",
  );

const callersName = z
  .string({ error: 'expected the name of a variable' })
  .regex(/^[A-Za-z_][A-Za-z0-9_]*\??$/, 'expected the name of a variable, with ? where it may be unset');
const callersNames = z.array(callersName, { error: 'expected a list of variables' });

const env = z.record(envName, text, { error: 'expected a map of variables to texts' });

const axisProperty: z.ZodType<AxisProperty, AxisProperty> = z.lazy(() =>
  z.union([text, z.array(axisProperty), z.record(z.string(), axisProperty)], {
    error: 'expected a text, a list or a map',
  }),
);
const axisValue = z.union([text, z.object({ name: text }).catchall(axisProperty)], {
  error: 'expected a text, or a map that has a "name"',
});

const selectorList = z.array(text).min(1, 'expected at least one value');
const selectorTerm = z.union([text, selectorList, z.strictObject({ not: z.union([text, selectorList]) })], {
  error: 'expected a value, a list of values, a comparison such as ">=15 <20", or { not: … }',
});
const selector = z
  .record(axisName, selectorTerm, { error: 'expected a map of axes to values' })
  .refine((map) => Object.keys(map).length > 0, 'expected at least one axis');
const selectors = z.array(selector, { error: 'expected a list of selectors' });

const limits = z
  .strictObject(
    { cpus: positive.optional(), memory: size.optional(), pids: count.optional() },
    { error: 'expected a map' },
  )
  .transform(({ cpus, memory, pids }) => ({
    ...(cpus === undefined ? {} : { cpus }),
    ...(memory === undefined ? {} : { memoryBytes: memory }),
    ...(pids === undefined ? {} : { pids }),
  }));

const image = z
  .strictObject(
    {
      context: text.default('.'),
      dockerfile: text.optional(),
      target: text.optional(),
      args: z.record(z.string(), text, { error: 'expected a map of build arguments to texts' }).optional(),
      from: filled.optional(),
      setup: z.array(filled, { error: 'expected a list of commands' }).optional(),
    },
    { error: 'expected a map with "from", or with "context" and "dockerfile"' },
  )
  .transform((raw, issues) => {
    const { context, dockerfile, target, args, from, setup } = raw;
    if (from === undefined) {
      if (setup !== undefined)
        issues.addIssue({
          code: 'custom',
          path: ['setup'],
          message: '"setup" needs "from"; a Dockerfile has its own steps',
        });
      return {
        kind: 'dockerfile' as const,
        context,
        dockerfile: dockerfile ?? 'Dockerfile',
        args: args ?? {},
        ...(target === undefined ? {} : { target }),
      };
    }
    for (const key of ['dockerfile', 'target', 'args'] as const) {
      if (raw[key] !== undefined)
        issues.addIssue({ code: 'custom', path: [key], message: `"${key}" goes with a Dockerfile, not with "from"` });
    }
    return { kind: 'from' as const, context, from, setup: setup ?? [] };
  });

const service = z
  .strictObject(
    {
      image: filled,
      env: env.default({}),
      command: command.optional(),
      files: z
        .array(z.strictObject({ from: text, to: text }), { error: 'expected a list of { from, to }' })
        .default([]),
      ready: ready.optional(),
      tmpfs: texts.default([]),
      when: selector.optional(),
      limits: limits.default({}),
    },
    { error: 'expected a map' },
  )
  .transform(({ command: words, ready: probe, when, ...rest }) => ({
    ...rest,
    ...(words === undefined ? {} : { command: words }),
    ...(probe === undefined ? {} : { ready: probe }),
    ...(when === undefined ? {} : { when }),
  }));

const test = z
  .strictObject(
    {
      command,
      env: env.default({}),
      'pass-env': callersNames.default([]),
      secrets: callersNames.default([]),
      timeout: duration.default(600_000),
      retries: count.default(0),
      results: oneOrMore.default([]),
      tap: z.literal('stdout', { error: 'expected stdout' }).optional(),
      artifacts: texts.default([]),
      limits: limits.default({}),
      internet: flag.default(true),
    },
    { error: 'expected a map' },
  )
  .transform(({ 'pass-env': passEnv, timeout: timeoutMs, tap, ...rest }) => ({
    ...rest,
    passEnv,
    timeoutMs,
    ...(tap === undefined ? {} : { tap }),
  }));

const cover = text
  .transform((word, issues): 'all' | number => {
    if (word === 'all') return word;
    if (word === 'pairwise') return 2;
    if (/^[2-6]$/.test(word)) return Number(word);
    issues.addIssue({ code: 'custom', message: 'expected all, pairwise or a strength from 2 to 6' });
    return z.NEVER;
  })
  .meta({ type: ['string', 'integer'], enum: ['all', 'pairwise', 2, 3, 4, 5, 6] });

/** The matrix file as it is written; its output is Config. */
export const schema = z
  .strictObject(
    {
      name: text.optional(),
      axes: z
        .record(axisName, z.array(axisValue, { error: 'expected a list of values' }), {
          error: 'expected a map of axes to lists of values',
        })
        .default({}),
      exclude: selectors.default([]),
      include: z
        .array(z.record(axisName, axisValue, { error: 'expected a map' }), { error: 'expected a list of maps' })
        .default([]),
      'allow-failure': selectors.default([]),
      cover: cover.default('all'),
      image,
      services: z.record(serviceName, service, { error: 'expected a map of services' }).default({}),
      test,
      run: z
        .strictObject({ jobs: jobs.default('auto'), 'fail-fast': flag.default(false) }, { error: 'expected a map' })
        .transform(({ jobs: atOnce, 'fail-fast': failFast }) => ({ jobs: atOnce, failFast }))
        .default({ jobs: 'auto', failFast: false }),
    },
    { error: 'expected a map with "axes", "image" and "test"' },
  )
  .transform(({ name, axes, 'allow-failure': allowFailure, services, ...rest }, issues) => {
    if (Object.keys(axes).length === 0 && rest.include.length === 0) {
      issues.addIssue({ code: 'custom', path: ['axes'], message: 'a matrix needs "axes" or "include"' });
    }
    return {
      ...rest,
      ...(name === undefined ? {} : { name }),
      allowFailure,
      axes: Object.entries(axes).map(([axis, values]) => ({ name: axis, values })),
      services: Object.entries(services).map(([serviceNamed, plan]) => ({ name: serviceNamed, ...plan })),
    };
  });

/** What a matrix file says, in types. */
export type Config = z.infer<typeof schema>;

/** The JSON Schema of the matrix file (draft 2020-12), for editors. Made anew each time, which takes a while. */
export function jsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(schema, { io: 'input' });
}
