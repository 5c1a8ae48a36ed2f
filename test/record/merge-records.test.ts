// Records of shards, played on the fake engine, merged: the same as a record of the whole.

import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { whereOf, whereRed } from '../../src/diagnosis/where-red.ts';
import { MatrixError } from '../../src/errors.ts';
import type { Comparison } from '../../src/model/comparison.ts';
import type { Cover, Plan } from '../../src/model/plan.ts';
import { emptySummary, exitCode, type Summary, summarize } from '../../src/model/summary.ts';
import { takeShard } from '../../src/plan/take-shard.ts';
import { type MergeInput, mergeRecords } from '../../src/record/merge-records.ts';
import { type RunJson, runJson } from '../../src/record/run-json.ts';
import { finalReport } from '../../src/report/final-report.ts';
import { htmlReport } from '../../src/report/html/html-report.ts';
import { junitReport } from '../../src/report/junit.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { BuildFailure, EngineFailure } from '../../src/run/engine.ts';
import { samplePlan } from '../report/samples/plans.ts';
import { engine } from '../report/samples/runs.ts';
import type { Script } from '../run/fake-engine.ts';
import { play } from '../run/harness.ts';

const style = { columns: 120, colour: false, unicode: true };
const options = { whereRed, whereOf, file: 'matrix.yml' };

function coverOf(plan: Plan) {
  return (cells: readonly unknown[]): Cover => ({ ...plan.cover, covered: cells.length });
}

function shardsOf(plan: Plan, count: number, times = new Map<string, number>()): readonly Plan[] {
  const balanced = times.size > 0 ? { cells: times, imageMs: 0 } : undefined;
  return Array.from({ length: count }, (_, at) => takeShard(plan, { index: at + 1, count }, coverOf(plan), balanced));
}

let runs = 0;

/** A record of a run on the fake engine, without its files. */
async function recordOf(plan: Plan, script: Script = {}, jobs = 2, cancelAt?: number): Promise<MergeInput> {
  const { events } = await play(plan, script, cancelAt === undefined ? { jobs } : { jobs, cancelAt });
  const summary = events.reduce(summarize, emptySummary(plan, ''));
  runs++;
  // The fake clock starts anew for each: a later run is told by when it began.
  const later = { startedAt: (summary.startedAt ?? 0) + runs, lastAt: (summary.lastAt ?? 0) + runs };
  return { folder: `runs/${runs}`, plan, summary: { ...summary, ...later, run: `run-${runs}` } };
}

function merged(records: readonly MergeInput[]) {
  const [first, ...others] = records;
  if (!first) throw new Error('no records');
  return mergeRecords([first, ...others]);
}

/** All that is reported, without times and ids of runs. */
function told(summary: Summary) {
  const {
    mergedFrom: _,
    images,
    ...json
  } = JSON.parse(
    JSON.stringify(runJson(summary), (key, value: unknown) =>
      ['run', 'startedAt', 'finishedAt', 'start', 'end', 'durationMs', 'lastAt'].includes(key) ? 0 : value,
    ),
  ) as RunJson;
  const timeless = (text: string) =>
    text.replace(/\b\d+(\.\d+)?(ms|s|m\d\ds|h\d\dm)\b/g, '<time>').replace(/(time|timestamp)="[^"]*"/g, '');
  return {
    // A run does not wait for an image that nobody needs any more: how far it came is a matter of time.
    json: { ...json, images: images.map(({ key, kind, problem }) => ({ key, kind, problem })) },
    text: timeless(finalReport(summary, style, options)),
    junit: timeless([...junitReport(summary)].join('')),
    markdown: timeless(markdownReport(summary, new Map(), options)),
  };
}

const endings = ['passed', 'failed', 'not-ready', 'timed-out', 'lost-engine'] as const;

const matrices = fc.record({
  nodes: fc.integer({ min: 1, max: 4 }),
  databases: fc.integer({ min: 1, max: 4 }),
  endings: fc.array(fc.constantFrom(...endings), { minLength: 16, maxLength: 16 }),
  excluded: fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 4 }),
  allowed: fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 4 }),
  unbuilt: fc.boolean(),
  count: fc.integer({ min: 1, max: 5 }),
  jobs: fc.integer({ min: 1, max: 3 }),
  times: fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 16 }),
});

type Matrix = typeof matrices extends fc.Arbitrary<infer M> ? M : never;

function built(matrix: Matrix): { readonly plan: Plan; readonly script: Script; readonly times: Map<string, number> } {
  const numbers = (count: number) => Array.from({ length: count }, (_, at) => String(at));
  const axes = { node: numbers(matrix.nodes), postgres: numbers(matrix.databases) };
  const all = samplePlan(axes).cells.map(({ id }) => id);
  const has = (list: readonly number[]) => (id: string) => list.includes(all.indexOf(id)) && all.length > list.length;
  const plan = samplePlan(axes, { skip: has(matrix.excluded), allow: has(matrix.allowed) });
  const endingOf = (cell: string) => matrix.endings[all.indexOf(cell)] ?? 'passed';
  const script: Script = {
    ...(matrix.unbuilt
      ? { images: { 'todo-api:5c1e-0': { fails: [new BuildFailure('RUN npm ci: exit 1', [])] } } }
      : {}),
    openFails: (cell) =>
      endingOf(cell) === 'lost-engine' ? new EngineFailure('no more addresses', { transient: false }) : undefined,
    service: (cell) =>
      endingOf(cell) === 'not-ready' ? { exit: { exitCode: 1 }, output: 'no disk\n' } : { readyAfterMs: 5 },
    test: (cell) =>
      endingOf(cell) === 'failed'
        ? { exit: { exitCode: 1 }, output: '1 failing\n' }
        : endingOf(cell) === 'timed-out'
          ? { takesMs: 10_000_000 }
          : {},
  };
  return { plan, script, times: new Map(matrix.times.map((ms, at) => [all[at] ?? '', ms])) };
}

test('what shards tell together is what a run of the whole tells, but for times and ids', async () => {
  await fc.assert(
    fc.asyncProperty(matrices, async (matrix) => {
      const { plan, script, times } = built(matrix);
      const whole = await recordOf(plan, script, matrix.jobs);
      const count = Math.min(matrix.count, plan.cells.length);
      const records = await Promise.all(
        shardsOf(plan, count, times).map((shard) => recordOf(shard, script, matrix.jobs)),
      );
      const { summary, folderOf, notes } = merged(records.toReversed());
      expect(told(summary)).toEqual(told(whole.summary));
      expect(summary.plan).toEqual(plan);
      expect(exitCode(summary)).toBe(exitCode(whole.summary));
      expect(notes).toEqual([]);
      for (const { folder, plan: shard } of records)
        for (const { id } of shard.cells) expect(folderOf(id)?.startsWith(join(folder, 'cells'))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

const plan = samplePlan({ node: ['13', '15', '20'], postgres: ['13', '15', '17'] });
const outcomesOf = ({ cells }: Summary) => cells.map(({ outcome, state }) => outcome?.kind ?? state);

describe('a merge tells', () => {
  test('which shard is not there, and shows its cells as what they are', async () => {
    const [one, , three] = shardsOf(plan, 3);
    if (!one || !three) throw new Error('no shards');
    const { summary, folderOf, notes } = merged([await recordOf(three), await recordOf(one)]);
    expect(outcomesOf(summary)).toEqual([
      ...new Array<string>(3).fill('passed'),
      ...new Array<string>(3).fill('missing'),
      ...new Array<string>(3).fill('passed'),
    ]);
    expect(notes).toEqual([
      '3 of 9 cells are in no record: node=15,postgres=13 node=15,postgres=15 node=15,postgres=17',
      'not there: shard 2/3',
    ]);
    expect(folderOf('node=15,postgres=13')).toBeUndefined();
    expect(runJson(summary)).toMatchObject({ state: 'running', counts: { total: 9, waiting: 3 } });
    expect(finalReport({ ...summary, lastAt: summary.startedAt ?? 0 }, style, options)).toMatchInlineSnapshot(`
      "┌─────────────────┬─────────────────────┬─────────────────────┬─────────────────────┐
      │ node \\ postgres │ 13                  │ 15                  │ 17                  │
      ├─────────────────┼─────────────────────┼─────────────────────┼─────────────────────┤
      │ 13              │ ✓ passed       0.1s │ ✓ passed       0.1s │ ✓ passed       0.1s │
      │ 15              │ ? in no record      │ ? in no record      │ ? in no record      │
      │ 20              │ ✓ passed       0.1s │ ✓ passed       0.1s │ ✓ passed       0.1s │
      └─────────────────┴─────────────────────┴─────────────────────┴─────────────────────┘

      6 passed, 3 in no record in 0ms
      "
    `);
    expect([...junitReport(summary)].join('')).toContain('<error message="it is in no record" type="unfinished"/>');
    expect(htmlReport(summary, new Map(), [], { script: '', style: '' }, options)).toContain('3 in no record');
  });

  test('that a shard ran twice: of each cell the newest counts that was not cancelled', async () => {
    const [one, two] = shardsOf(plan, 2);
    if (!one || !two) throw new Error('no shards');
    const red: Script = { test: () => ({ exit: { exitCode: 1 } }) };
    const records = [await recordOf(one), await recordOf(two), await recordOf(two, red), await recordOf(two, {}, 2, 0)];
    const { summary, notes } = merged(records.toReversed());
    expect(outcomesOf(summary)).toEqual([
      ...new Array<string>(4).fill('passed'),
      ...new Array<string>(5).fill('failed'),
    ]);
    expect(summary.mergedFrom?.map(({ cells }) => cells.length)).toEqual([4, 5]);
    expect(notes).toEqual([
      '5 of 9 cells are in several records, of which the newest counts: node=15,postgres=15 node=15,postgres=17 node=20,postgres=13 and 2 more',
    ]);
  });

  test('nothing of a copy of a record', async () => {
    const [one, two] = shardsOf(plan, 2);
    if (!one || !two) throw new Error('no shards');
    const first = await recordOf(one);
    const { summary, notes } = merged([first, await recordOf(two), { ...first, folder: 'copy' }]);
    expect(notes).toEqual([]);
    expect(summary.mergedFrom?.map(({ run, shard, cells }) => [run, shard?.index, cells.length])).toEqual([
      [first.summary.run, 1, 4],
      [expect.any(String), 2, 5],
    ]);
  });

  test('that shards were cut in different ways', async () => {
    const [one] = shardsOf(plan, 2);
    const slow = new Map([
      ['node=13,postgres=13', 1_000],
      ['node=13,postgres=15', 1],
      ['node=13,postgres=17', 1],
    ]);
    const [, two] = shardsOf(plan, 2, slow);
    if (!one || !two) throw new Error('no shards');
    const { notes } = merged([await recordOf(one), await recordOf(two)]);
    expect(notes.map((note) => note.replaceAll(/[0-9a-f]{8}/g, '<cut>'))).toEqual([
      '3 of 9 cells are in several records, of which the newest counts: node=13,postgres=15 node=13,postgres=17 node=15,postgres=13',
      'the shards were cut in 2 ways (<cut>, <cut>): give all of them the same count and --times',
    ]);
  });

  test('that a run was cut off, and that the engines differ', async () => {
    const [one, two] = shardsOf(plan, 2);
    if (!one || !two) throw new Error('no shards');
    const { events } = await play(one);
    const upTo = events.findIndex(({ type }) => type === 'cell-finished') + 1;
    const cut = events.slice(0, upTo).reduce(summarize, emptySummary(one, 'cut'));
    const other = await recordOf(two);
    const { summary, notes } = merged([
      { folder: 'runs/cut', plan: one, summary: cut },
      { ...other, summary: { ...other.summary, engine } },
    ]);
    expect(notes).toEqual([
      'runs/cut was cut off, with 3 of 4 cells not finished',
      'the engines differ: Fake Engine 1.0 on linux/amd64 Docker Engine 29.1.0 on linux/amd64',
    ]);
    expect(summary.engine).toBeUndefined();
    expect(summary.finishedAt).toBeUndefined();
  });
});

test('what is another since cells were green is of the record that tells of them', async () => {
  const records = await Promise.all(shardsOf(plan, 2).map((shard) => recordOf(shard)));
  const cells = plan.cells.map(({ id }) => id);
  const compared = records.map((record, at): MergeInput => {
    const comparison: Comparison = {
      cells,
      since: `run-${at}`,
      moved: [],
      isKnown: true,
      isRebuilt: false,
      code: 'changed',
    };
    return { ...record, summary: { ...record.summary, compared: [comparison] } };
  });
  const { summary } = merged(compared);
  expect(summary.compared?.map(({ cells: told, since }) => ({ told, since }))).toEqual(
    records.map(({ plan: shard }, at) => ({ told: shard.cells.map(({ id }) => id), since: `run-${at}` })),
  );
  expect(merged(records).summary.compared).toBeUndefined();
});

test('a run that was interrupted makes way for the shards that ran after it', async () => {
  const interrupted = await recordOf(plan, {}, 2, 200);
  const records = await Promise.all(shardsOf(plan, 2).map((shard) => recordOf(shard)));
  const { summary } = merged([...records, interrupted]);
  expect(new Set(outcomesOf(summary))).toEqual(new Set(['passed']));
  expect(exitCode(summary)).toBe(0);
  expect(summary.mergedFrom).toHaveLength(2);
});

describe('records that are not of one whole', () => {
  const error = async (other: Plan, one: Plan = plan) => {
    const records = [await recordOf(one), await recordOf(other)];
    try {
      merged(records);
    } catch (why) {
      if (why instanceof MatrixError) return `${why.message.replaceAll(/runs\/\d+/g, '<folder>')} (${why.hint})`;
    }
    return undefined;
  };

  test('of another matrix', async () => {
    expect(await error(samplePlan({ node: ['13'] }, { name: 'shop' }))).toBe(
      '<folder> and <folder> are runs of different matrices: todo-api and shop (merge the runs of each by itself)',
    );
  });

  test('of other cells', async () => {
    const [shard] = shardsOf(samplePlan({ node: ['13', '15'] }), 2);
    expect(shard && (await error(shard))).toBe(
      '<folder> and <folder> are runs of different cells, and are no parts of one run (run all shards with the same --only, --except and --cover)',
    );
  });

  test('of other sources', async () => {
    const later = {
      ...plan,
      cells: plan.cells.map((cell) => ({ ...cell, image: cell.image.replace('5c1e', '77aa') })),
      images: plan.images.map((image) => ({ ...image, key: image.key.replace('5c1e', '77aa') })),
    };
    const [one] = shardsOf(plan, 2);
    const [, two] = shardsOf(later, 2);
    expect(one && two && (await error(two, one))).toBe(
      '<folder> and <folder> are runs of different sources or test settings, and are no parts of one run (run all shards on the same commit with the same flags)',
    );
  });
});
