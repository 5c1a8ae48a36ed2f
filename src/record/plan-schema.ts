// The schema of plan.json, which is what `matrix plan --json` prints. Only `matrix schema plan` and the tests load it:
// that it and the types of model/plan.ts say the same is checked when they are compiled.

import * as z from 'zod';
import type { Plan } from '../model/plan.ts';
import { asJsonSchema, axisValue, type Plain, type Same } from './json-schema.ts';

const texts = z.array(z.string());
const count = z.int().nonnegative();
const milliseconds = z.number();
const textMap = z.record(z.string(), z.string());
const imageKey = z.string().describe('The key of one of the images.');
const values = z.record(z.string(), axisValue).describe('By axis; a value that is a map has a name.');

const cover = z
  .object({
    strength: z.union([z.int(), z.literal('all')]),
    tuples: count.describe('Tuples of values that occur in some allowed cell; for all, cells.'),
    covered: count,
    product: count.describe('How many combinations the axes have, before anything is excluded.'),
  })
  .meta({ id: 'cover' });

const pinned = z
  .object({
    id: z.string().optional().describe("The engine's content address."),
    digest: z.string().optional().describe("A registry's: postgres@sha256:…"),
  })
  .optional()
  .describe('What it was in the run that is to be had again, or what is locked.');
const builtImage = z.object({
  kind: z.literal('build'),
  key: z.string().describe('Its name and a digest of all that it is made of.'),
  context: z.string().describe('Absolute path of the folder whose files are sent to the builder.'),
  ignore: texts.describe('Patterns of .dockerignore.'),
  dockerfile: z.string(),
  target: z.string().optional(),
  args: textMap,
  bases: z
    .array(
      z.object({
        reference: z.string(),
        locked: z.string().optional().describe('The digest that the lock file has for it.'),
      }),
    )
    .optional()
    .describe('What it is built on, each once; absent where that is nothing.'),
  code: z
    .string()
    .optional()
    .describe('Digest over its files as if the matrix file were empty; absent where that is none of them.'),
  pinned,
});
const pulledImage = z.object({ kind: z.literal('pull'), key: z.string().describe('Its reference.'), pinned });

const limits = z
  .object({ cpus: z.number().optional(), memoryBytes: z.number().optional(), pids: count.optional() })
  .meta({ id: 'limits' });

const probe = z.union([
  z.object({ kind: z.literal('log'), patterns: texts.describe('Regular expressions, in this order.') }),
  z.object({ kind: z.literal('tcp'), port: count }),
  z.object({ kind: z.literal('http'), port: count, path: z.string(), status: count.optional() }),
  z.object({ kind: z.literal('command'), command: texts }),
  z.object({ kind: z.literal('healthcheck') }),
  z.object({ kind: z.literal('image-default') }),
]);

const service = z
  .object({
    image: imageKey,
    env: textMap,
    command: texts.optional().describe("Instead of the image's command."),
    files: z.array(z.object({ from: z.string(), to: z.string() })).describe('From here to there, absolute paths.'),
    tmpfs: texts,
    limits,
    ready: z.object({ anyOf: z.array(probe), timeoutMs: milliseconds }),
  })
  .meta({ id: 'service' });

const source = z
  .object({
    context: z.string().describe('Absolute path of the folder.'),
    ignore: texts.describe('Patterns of .dockerignore.'),
    to: z.string().describe("In the container; relative to the image's WORKDIR."),
    owned: z.literal(true).optional().describe('The Dockerfile gives the files to somebody.'),
    digest: z.string().describe('Over all the files.'),
    notRepeated: texts.describe('Steps of the Dockerfile after the source, which are not done again with it.'),
  })
  .meta({ id: 'mountedSource' });

const test = z
  .object({
    command: texts.describe('What the container executes.'),
    env: textMap,
    secrets: texts.describe('Names; their values are nowhere in a plan.'),
    timeoutMs: milliseconds,
    retries: count.describe('How often a suite that failed is tried again.'),
    results: texts.describe('JUnit XML that it writes.'),
    tap: z.literal('stdout').optional().describe('Its output holds TAP.'),
    artifacts: texts,
    limits,
    internet: z.boolean(),
    source: source.optional().describe('Put into the container before it starts, over what the image was built of.'),
  })
  .meta({ id: 'suite' });

const cell = z
  .object({
    id: z.string().describe('The values of the axes, such as node=13,postgres=15: stable between runs.'),
    index: count.describe('Its position in the plan, from 0; in the whole plan, where this is a shard of one.'),
    values,
    allowFailure: z.boolean(),
    image: imageKey,
    services: z.record(z.string(), service),
    test,
  })
  .meta({ id: 'plannedCell' });

const planSchema = z.object({
  schemaVersion: z.literal(1),
  name: z.string(),
  images: z.array(z.union([builtImage, pulledImage])),
  cells: z.array(cell),
  skipped: z.array(z.object({ id: z.string(), values, reason: z.string() })),
  cover,
  run: z.object({ jobs: z.union([count, z.literal('auto')]), failFast: z.boolean() }),
  source: z.literal('mounted').optional().describe('The images may have been built of an older source.'),
  flags: texts.optional().describe('What the command line changed of the suites: --timeout 90s, and words after --.'),
  shard: z
    .object({
      index: count.describe('From 1.'),
      count,
      cut: z.string().describe('The same in all shards that were cut in the same way.'),
      times: z.object({ known: count, expectedMs: milliseconds, longestMs: milliseconds }).optional(),
      whole: z.object({ digest: z.string(), cells: count, cover }),
    })
    .optional()
    .describe('Only of a plan that is a part of another.'),
});

true satisfies Same<Plain<z.infer<typeof planSchema>>, Plain<Plan>>;

/** The JSON Schema of a plan (draft 2020-12). Made anew each time, which takes a while. */
export function planJsonSchema(): Record<string, unknown> {
  return asJsonSchema('plan of matrix', planSchema);
}
