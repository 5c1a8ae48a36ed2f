import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { outcomeKinds } from '../../src/model/outcome.ts';
import type { Summary } from '../../src/model/summary.ts';
import { createRecord } from '../../src/record/create-record.ts';
import { mergeRecords } from '../../src/record/merge-records.ts';
import { runJson } from '../../src/record/run-json.ts';
import { runJsonSchema } from '../../src/record/run-schema.ts';
import {
  everyOutcome,
  everyOutcomeEvents,
  everyOutcomeSummary,
  everyOutcomeTests,
} from '../report/samples/every-outcome.ts';
import { samplePlan } from '../report/samples/plans.ts';
import { mixedEnding, run, sampleRun, summaryOf } from '../report/samples/runs.ts';
import { cellPlan, planOf, play } from '../run/harness.ts';
import { emptyFolder } from './folder.ts';
import { validatorOf } from './validator.ts';

const schema = runJsonSchema();
const { open, closed, mistakes } = validatorOf(schema);

test('run.schema.json is what run.json goes by', () => {
  // When it is not: npm run build && node_modules/.bin/node dist/cli.js schema run > run.schema.json
  const file = readFileSync(join(import.meta.dirname, '../../run.schema.json'), 'utf8');
  expect(file).toBe(`${JSON.stringify(schema, null, 2)}\n`);
});

describe('it is valid', () => {
  const plan = samplePlan({ node: ['13', '15', '20', '22'], postgres: ['13', '15'] });
  const events = sampleRun(plan, mixedEnding);

  test('of a run in which every outcome occurs, killed and finished, with tests and without', () => {
    const kinds = new Set(everyOutcomeSummary('killed').cells.map(({ outcome }) => outcome?.kind));
    expect([...kinds].toSorted()).toEqual([...outcomeKinds, undefined].toSorted());
    for (const state of ['killed', 'finished'] as const) {
      expect(mistakes(runJson(everyOutcomeSummary(state), everyOutcomeTests))).toEqual([]);
      expect(mistakes(runJson(everyOutcomeSummary(state)))).toEqual([]);
    }
  });

  test('after every event of a run', () => {
    for (let length = 0; length <= events.length; length++)
      expect(mistakes(runJson(summaryOf(plan, events.slice(0, length))))).toEqual([]);
  });

  test('of records that are told together, one of which is missing', () => {
    const shardOf = (index: number) => ({
      index,
      count: 2,
      cut: 'a1',
      whole: { digest: 'b2', cells: 2, cover: plan.cover },
    });
    const whole = samplePlan({ node: ['13', '15'] });
    const [first] = whole.cells;
    const [, second] = whole.cells;
    if (!first || !second) throw new Error('the sample has two cells');
    const skipped = [{ id: second.id, values: second.values, reason: 'not in shard 1/2' }];
    const part = { ...whole, cells: [first], skipped, shard: shardOf(1) };
    const summary = summaryOf(
      part,
      sampleRun(part, () => undefined),
    );
    const merged = mergeRecords([{ folder: '/records/one', plan: part, summary }]).summary;
    expect(merged.cells.map(({ state }) => state)).toEqual(['finished', 'missing']);
    expect(mistakes(runJson(merged))).toEqual([]);
  });

  test('with values that are maps, and image digests', () => {
    const maps = {
      ...plan,
      cells: plan.cells.map((cell) => ({ ...cell, values: { db: { name: 'a', b: [{ c: '1' }] } } })),
    };
    const summary: Summary = summaryOf(maps, sampleRun(maps, mixedEnding));
    const images = summary.images.map((image) => ({ ...image, digest: 'postgres@sha256:0' }));
    expect(mistakes(runJson({ ...summary, images }))).toEqual([]);
  });

  test('of what the run itself tells, with a retry', async () => {
    const played = planOf([cellPlan('a', { retries: 1 }), cellPlan('b', { timeoutMs: 10 })]);
    const { events: told } = await play(played, {
      test: (_cell, attempt) => ({ takesMs: 50, output: 'no', exit: { exitCode: attempt === 1 ? 1 : 0 } }),
    });
    const json = runJson(summaryOf(played, told));
    expect(json.cells.map(({ outcome, failedAttempts }) => [outcome, failedAttempts])).toEqual([
      ['flaky', [{ attempt: 1, outcome: 'failed', exitCode: 1, durationMs: 70 }]],
      ['timed-out', undefined],
    ]);
    expect(mistakes(json)).toEqual([]);
  });

  test('as it is on the disk', async () => {
    const writer = await createRecord(await emptyFolder(), run, everyOutcome);
    for (const event of everyOutcomeEvents) writer.event(event);
    await writer.close();
    expect(mistakes(JSON.parse(readFileSync(join(writer.folder, 'run.json'), 'utf8')))).toEqual([]);
  });
});

describe('it is not valid', () => {
  const json = JSON.parse(JSON.stringify(runJson(everyOutcomeSummary('finished'), everyOutcomeTests))) as {
    readonly cells: readonly Record<string, unknown>[];
  };
  const cell = (id: string, changes: Record<string, unknown>) => {
    const cells = json.cells.map((one) => (one.id === `case=${id}` ? { ...one, ...changes } : one));
    return JSON.parse(JSON.stringify({ ...json, cells })) as unknown;
  };

  test.each([
    ['a pass with facts', 'passed', { facts: { attempts: 2 } }],
    ['a pass with another exit code', 'passed', { exitCode: 1 }],
    ['a failure without its exit code', 'failed', { exitCode: undefined }],
    ['a time-out with the facts of another', 'timed-out', { facts: { attempts: 2 } }],
    ['a time-out without facts', 'timed-out', { facts: undefined }],
    ['a time-out with an exit code', 'timed-out', { exitCode: 137 }],
    ['a service that is not ready, of no name', 'not-ready', { facts: { reason: 'it exited', logTail: [] } }],
    ['an outcome that is none', 'passed', { outcome: 'green' }],
    ['a finished cell without an outcome', 'passed', { outcome: undefined }],
    ['a cell that runs and has one', 'passed', { state: 'running' }],
    [
      'an attempt without its facts',
      'passed',
      { failedAttempts: [{ attempt: 1, outcome: 'timed-out', durationMs: 1 }] },
    ],
    ['a time that is none', 'passed', { phases: [{ name: 'test', attempt: 1, start: '10:47' }] }],
  ])('with %s', (_what, id, changes) => {
    expect(open(cell(id, {}))).toBe(true);
    expect(open(cell(id, changes))).toBe(false);
  });

  test('but may have keys that a later version adds, beside others and among the facts', () => {
    expect(open(cell('timed-out', { later: 1, facts: { afterMs: 90_000, later: 1 } }))).toBe(true);
    expect(closed(cell('timed-out', { later: 1 }))).toBe(false);
  });
});
