// The one schema of the matrix file: the source of its types, of its validation and of the published JSON Schema.

import * as z from 'zod';
import { acrossKeys } from './across-keys.ts';
import { axisName, axisValue, selector } from './axis-schema.ts';
import { coverOf } from './cover-strength.ts';
import { image } from './image-schema.ts';
import { command, ready } from './ready-schema.ts';
import { count, countFrom1, duration, filled, flag, jobs, positive, size, text } from './scalars.ts';

const texts = z.array(text, { error: 'expected a list of texts' });
const tap = z.literal('stdout', { error: 'expected stdout' });
const results = z
  .union([text, z.array(text).min(1, 'expected at least one text'), z.strictObject({ tap })], {
    error: 'expected a path, a list of paths, or { tap: stdout }',
  })
  .transform((value) => {
    if (typeof value === 'string') return { files: [value] };
    return Array.isArray(value) ? { files: value } : { files: [], tap: value.tap };
  });

const envName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a variable begins with a letter or _, and goes on with letters, digits and _');
const serviceName = z
  .string()
  .regex(
    /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
    "a service's name is its host name: small letters, digits and -, beginning with a letter",
  )
  .refine((name) => name !== 'localhost', "a service's name is its host name, and this one is the suite's own");

const callersName = z
  .string({ error: 'expected the name of a variable' })
  .regex(/^[A-Za-z_][A-Za-z0-9_]*\??$/, 'expected the name of a variable, with ? where it may be unset');
const callersNames = z.array(callersName, { error: 'expected a list of variables' });

const env = z.record(envName, text, { error: 'expected a map of variables to texts' });

const selectors = z.array(selector, { error: 'expected a list of selectors' });

const limits = z
  .strictObject(
    {
      cpus: positive.optional().describe('Processors, such as 1.5.'),
      memory: size.optional().describe('Such as 512m or 2g; a container that takes more is killed.'),
      pids: countFrom1.optional().describe('Processes and threads at once.'),
    },
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
      image: filled.describe('What is pulled, such as postgres:${{ matrix.postgres }}.'),
      env: env.default({}).describe('Its environment.'),
      command: command.optional().describe("Instead of the image's command; a text runs in sh -c, a list as it is."),
      files: z
        .array(z.strictObject({ from: filled, to: filled }), { error: 'expected a list of { from, to }' })
        .default([])
        .describe('Copied in before it starts; `from` is relative to the matrix file, a file or a folder.'),
      ready: ready.optional().describe('How it says that it is ready. Well-known images need none.'),
      tmpfs: texts.default([]).describe('Paths that are kept in memory.'),
      when: selector.optional().describe('Only in the cells that match.'),
      limits: limits.default({}).describe('What it may take of the machine.'),
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
      command: command.describe('The suite. A text runs in sh -c, a list as it is.'),
      env: env.default({}).describe('Its environment.'),
      'pass-env': callersNames
        .default([])
        .describe("Variables of the caller's environment; an error where one is unset, unless written NAME?."),
      secrets: callersNames.default([]).describe('Like pass-env, and masked wherever output is shown or kept.'),
      timeout: duration.default(600_000).describe('Such as 90s or 10m; the suite is ended then.'),
      retries: count
        .default(0)
        .describe('How often a suite that failed is tried again; one that passes then is flaky.'),
      results: results
        .optional()
        .describe(
          'What its tests say: JUnit XML that it writes, relative to its folder (reports/*.xml), or { tap: stdout }.',
        ),
      tap: tap.optional().describe('The suite prints TAP, beside the JUnit XML that `results` names.'),
      artifacts: texts.default([]).describe('Files to keep, relative to its folder: coverage/**.'),
      limits: limits.default({}).describe('What it may take of the machine.'),
      internet: flag.default(true).describe('false: the network has no way out.'),
    },
    { error: 'expected a map' },
  )
  .transform(({ 'pass-env': passEnv, timeout: timeoutMs, results: said, tap: printed = said?.tap, ...rest }) => ({
    ...rest,
    passEnv,
    timeoutMs,
    results: said?.files ?? [],
    ...(printed === undefined ? {} : { tap: printed }),
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
      name: text.optional().describe("The folder's name unless given."),
      axes: z
        .record(axisName, z.array(axisValue, { error: 'expected a list of values' }), {
          error: 'expected a map of axes to lists of values',
        })
        .default({})
        .describe('What is crossed with what. A value is its source text, so 3.10 stays 3.10; or a map with a name.'),
      exclude: selectors.default([]).describe('A cell that matches any of these selectors is dropped.'),
      include: z
        .array(z.record(axisName, axisValue, { error: 'expected a map' }), { error: 'expected a list of maps' })
        .default([])
        .describe('As in GitHub Actions: adds to the cells that an entry fits, or is a cell of its own.'),
      'allow-failure': selectors.default([]).describe('Cells that are shown, counted apart, and never fail the run.'),
      cover: cover
        .default('all')
        .describe('all, pairwise, or a strength from 2 to 6: as few cells as hold every tuple.'),
      image: image.describe('What the suite runs in: a Dockerfile, or a base image and its setup.'),
      services: z
        .record(serviceName, service, { error: 'expected a map of services' })
        .default({})
        .describe('What stands beside the suite, reachable by its name.'),
      test: test.describe('The suite.'),
      run: z
        .strictObject(
          {
            jobs: jobs.default('auto').describe('How many cells at once.'),
            'fail-fast': flag.default(false).describe('Cancel the rest when a cell fails.'),
          },
          { error: 'expected a map' },
        )
        .transform(({ jobs: atOnce, 'fail-fast': failFast }) => ({ jobs: atOnce, failFast }))
        .default({ jobs: 'auto', failFast: false })
        .describe('How the cells are run.'),
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
  return { title: 'matrix file', ...z.toJSONSchema(schema, { io: 'input' }) };
}
