// The one schema of the matrix file: the source of its types, of its validation and of the published JSON Schema.

import * as z from 'zod';
import { acrossKeys } from './across-keys.ts';
import { axisName, axisValue, selector } from './axis-schema.ts';
import { coverOf } from './cover-strength.ts';
import { image } from './image-schema.ts';
import { command, ready } from './ready-schema.ts';
import { count, countFrom1, duration, filled, flag, jobs, positive, size, text } from './scalars.ts';

const textOrList = z.union([text, z.array(text).min(1, 'expected at least one text')], {
  error: 'expected a text or a list of texts',
});
const texts = z.array(text, { error: 'expected a list of texts' });
const oneOrMore = textOrList.transform((value) => (typeof value === 'string' ? [value] : value));

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

const selectors = z.array(selector, { error: 'expected a list of selectors' });

const limits = z
  .strictObject(
    { cpus: positive.optional(), memory: size.optional(), pids: countFrom1.optional() },
    { error: 'expected a map' },
  )
  .transform(({ cpus, memory, pids }) => ({
    ...(cpus === undefined ? {} : { cpus }),
    ...(memory === undefined ? {} : { memoryBytes: memory }),
    ...(pids === undefined ? {} : { pids }),
  }));

const service = z
  .strictObject(
    {
      image: filled,
      env: env.default({}),
      command: command.optional(),
      files: z
        .array(z.strictObject({ from: filled, to: filled }), { error: 'expected a list of { from, to }' })
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
    const strength = coverOf(word);
    if (strength !== undefined) return strength;
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
  .check(
    acrossKeys(({ axes, include }, isWrong) => {
      if (isWrong('axes') || isWrong('include') || !isEmpty(axes) || !isEmpty(include)) return [];
      return [{ path: ['axes'], message: 'a matrix needs "axes" or "include"' }];
    }),
  )
  .transform(({ name, axes, 'allow-failure': allowFailure, services, ...rest }) => ({
    ...rest,
    ...(name === undefined ? {} : { name }),
    allowFailure,
    axes: Object.entries(axes).map(([axis, values]) => ({ name: axis, values })),
    services: Object.entries(services).map(([serviceNamed, plan]) => ({ name: serviceNamed, ...plan })),
  }));

function isEmpty(collection: unknown): boolean {
  return typeof collection === 'object' && collection !== null && Object.keys(collection).length === 0;
}

/** What a matrix file says, in types. */
export type Config = z.infer<typeof schema>;

/** The JSON Schema of the matrix file (draft 2020-12), for editors. Made anew each time, which takes a while. */
export function jsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(schema, { io: 'input' });
}
