// The schema of run.json, for programs that read it. Only `matrix schema run` and the tests load it: that it and the
// types of run-json.ts say the same is checked when they are compiled.

import * as z from 'zod';
import { cancelReasons, type OutcomeKind, outcomeKinds } from '../model/outcome.ts';
import { asJsonSchema, axisValue, type Plain, type Same } from './json-schema.ts';
import { byOutcome, outcomeKeys, outcomeRules, problem } from './outcome-schema.ts';
import type { RunJson } from './run-json.ts';

const texts = z.array(z.string());
const count = z.int().nonnegative();
const milliseconds = z.int();
const time = z.string().meta({ format: 'date-time' });

const failedTry = {
  failure: texts.describe('The message, and the lines below it.'),
  isError: z.literal(true).optional().describe('Something broke, where a failure is an assertion that does not hold.'),
};

const test = z
  .object({
    name: z.string().describe('By which it is the same test in every cell: class › name.'),
    outcome: z.enum(['passed', 'failed', 'flaky', 'skipped']),
    durationMs: milliseconds.optional().describe('Absent where the report has none.'),
    ...failedTry,
    failure: failedTry.failure.optional(),
    reruns: z
      .array(z.object(failedTry))
      .optional()
      .describe('What it failed with when its runner tried it again; the first of them where they are many.'),
  })
  .meta({ id: 'test' });

const tests = z
  .object({
    total: count,
    passed: count,
    failed: count,
    flaky: count.describe('Failed, and passed when their runner tried them again.'),
    skipped: count,
    notGreen: z.array(test).describe('Those that failed, at first at least.'),
    problems: texts.describe('What of the reports could not be read.'),
  })
  .meta({ id: 'tests' });

const failedAttempt = z
  .object({ attempt: count, ...outcomeKeys, durationMs: milliseconds })
  .meta({ id: 'failedAttempt', allOf: [byOutcome] });

const phase = z.object({
  name: z.enum(['network', 'services', 'test', 'teardown']),
  attempt: count,
  start: time,
  end: time.optional().describe('Absent while it lasts.'),
});

const cell = z
  .object({
    id: z.string().describe('The values of the axes, such as node=13,postgres=15: stable between runs.'),
    index: count.describe('Its position in the plan, from 0.'),
    values: z.record(z.string(), axisValue).describe('By axis; a value that is a map has a name.'),
    allowFailure: z.boolean(),
    state: z
      .enum(['waiting', 'running', 'finished', 'missing'])
      .describe('missing: it belongs to the whole, and none of the merged records has it.'),
    ...outcomeKeys,
    outcome: outcomeKeys.outcome.optional().describe('Only of a finished cell.'),
    durationMs: milliseconds.describe('From taking its slot to knowing its outcome; 0 where it never took one.'),
    attempts: count,
    failedAttempts: z
      .array(failedAttempt)
      .optional()
      .describe('Those after which it was tried again; absent where there are none.'),
    phases: z.array(phase).describe('In order, over all attempts.'),
    tests: tests.optional().describe('Only of a cell that has reports.'),
  })
  .meta({
    id: 'cell',
    allOf: [
      {
        if: { type: 'object', properties: { state: { const: 'finished' } } },
        // biome-ignore lint/suspicious/noThenProperty: as above.
        then: { type: 'object', properties: { outcome: true }, required: ['outcome'] },
        else: { type: 'object', properties: { outcome: false } },
      },
      byOutcome,
    ],
  });

const image = z
  .object({
    key: z.string().describe('Names the image in this run.'),
    kind: z.enum(['build', 'pull']),
    state: z.enum(['waiting', 'working', 'ready', 'failed']),
    id: z.string().optional().describe("The engine's content address."),
    digest: z.string().optional().describe('What a registry calls it, where it came from one.'),
    bases: z
      .array(z.object({ reference: z.string(), digest: z.string() }))
      .optional()
      .describe('What it was built on, as far as that is known.'),
    cached: z.boolean().describe('It was there already.'),
    durationMs: milliseconds.optional(),
    problem: problem.optional().describe('Why it failed.'),
  })
  .meta({ id: 'image' });

const revision = z
  .object({
    revision: z.string().describe("The commit's full id."),
    isDirty: z.boolean().describe('There was more in the folder than the commit has.'),
  })
  .meta({ id: 'revision' });

const engine = z
  .object({
    address: z.string(),
    product: z.string(),
    version: z.string(),
    apiVersion: z.string(),
    platform: z.string(),
    cpus: z.number(),
    memoryBytes: z.number(),
  })
  .meta({ id: 'engine' });

const comparison = z
  .object({
    cells: texts.describe('Ids.'),
    since: z.string().describe('The run in which they were green.'),
    moved: z
      .array(z.object({ reference: z.string(), from: z.string(), to: z.string() }))
      .describe('Base images and services whose names meant others then, by digests.'),
    isKnown: z.boolean().describe('Of every base image and service it is known whether it moved.'),
    isRebuilt: z
      .boolean()
      .describe(
        "The cells' image was built anew, of the same Dockerfile and files: what its steps fetch may be another.",
      ),
    code: z
      .enum(['same', 'changed', 'unknown'])
      .describe("The project's own part: files, Dockerfile, what the matrix file says of the cells."),
    isMatrixFile: z
      .literal(true)
      .optional()
      .describe('Only of code that changed: of all of it the matrix file alone did.'),
    revisions: z.object({ from: revision, to: revision }).optional().describe('Only of code that changed.'),
    engines: z.object({ from: z.string(), to: z.string() }).optional().describe('Only where it is another one.'),
  })
  .meta({ id: 'comparison' });

const outcomeCounts = z
  .object(Object.fromEntries(outcomeKinds.map((kind) => [kind, count])) as Record<OutcomeKind, typeof count>)
  .meta({ id: 'outcomeCounts' });
const shard = z
  .object({
    index: count.describe('From 1.'),
    count,
    cut: z.string().describe('The same in all shards that were cut in the same way.'),
  })
  .meta({ id: 'shard' });
const run = {
  run: z.string().describe('Its id: the time in UTC and a short random part.'),
  startedAt: time.optional(),
  finishedAt: time.optional(),
  engine: engine.optional(),
  jobs: count.describe('How many cells at once; 0 until it has started.'),
  shard: shard.optional().describe('Only where it was of a part of the cells.'),
};

/** Open to keys that a later version adds; with `schemaVersion` 1, none of these goes away or changes its meaning. */
export const runSchema = z.object({
  schemaVersion: z.literal(1),
  ...run,
  name: z.string().describe("The matrix file's."),
  purpose: z
    .enum(['repro', 'bisect'])
    .optional()
    .describe('Why one cell was run again; absent for a run of the matrix.'),
  source: revision.optional().describe("What of the project's history was tested; absent where that is not known."),
  mounted: z
    .literal(true)
    .optional()
    .describe(
      'The containers got their source over that which the images were built of; absent where the images had it.',
    ),
  state: z
    .enum(['waiting', 'running', 'finished'])
    .describe('A run that says running long after its last change was killed.'),
  exitCode: z.literal([0, 1, 3, 130, 143]).optional().describe('Of matrix run; only of a finished run.'),
  cancelReason: z.enum(cancelReasons).optional(),
  counts: z.object({
    total: count,
    waiting: count,
    running: count,
    outcomes: outcomeCounts,
    allowed: outcomeCounts.describe('Those of the outcomes that are not green and that the matrix file allows.'),
  }),
  cells: z.array(cell).describe('In plan order.'),
  images: z.array(image),
  leftOvers: z
    .array(z.object({ resource: z.string(), problem }))
    .describe('What was made on the engine and could not be removed.'),
  kept: texts.optional().describe('The ids of cells that were left standing on purpose; absent where none was.'),
  mergedFrom: z
    .array(z.object({ ...run, cells: texts.describe('The ids of those that it tells of.') }))
    .optional()
    .describe('Only where several records tell together; run is then the first of them, jobs the most of any.'),
  compared: z
    .array(comparison)
    .optional()
    .describe('What is another since the red cells were green; absent where nothing is known.'),
});

true satisfies Same<Plain<z.infer<typeof runSchema>>, Plain<RunJson>>;

/** The JSON Schema of run.json (draft 2020-12). Made anew each time, which takes a while. */
export function runJsonSchema(): Record<string, unknown> {
  return asJsonSchema('run.json of matrix', runSchema, { outcomeRules });
}
