import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compareRun } from '../../src/cli/compare-run.ts';
import type { RunEvent } from '../../src/model/event.ts';
import type { Outcome, OutcomeKind } from '../../src/model/outcome.ts';
import type { Plan } from '../../src/model/plan.ts';
import { emptySummary, type Summary, summarize } from '../../src/model/summary.ts';
import { runJson } from '../../src/record/run-json.ts';
import { samplePlan } from '../report/samples/plans.ts';
import { sampleRun } from '../report/samples/runs.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'matrix-compare-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const whole = samplePlan({ node: ['13', '20'], postgres: ['15', '17'] });
const plan: Plan = {
  ...whole,
  images: whole.images.map((image) => (image.kind === 'build' ? { ...image, bases: [{ reference: 'node' }] } : image)),
};

const outcomes: Partial<Record<OutcomeKind, Outcome>> = {
  passed: { kind: 'passed' },
  flaky: { kind: 'flaky', attempts: 2 },
  cached: { kind: 'cached', from: 'x' },
  failed: { kind: 'failed', exitCode: 1 },
  'not-ready': { kind: 'not-ready', service: 'db', reason: 'no', logTail: [] },
};

type Told = {
  /** Of all cells, and of some. */
  readonly all?: OutcomeKind;
  readonly but?: Readonly<Record<string, OutcomeKind>>;
  /** What the bases of built images, and what the images of services mean. */
  readonly base?: string;
  readonly service?: string;
  readonly id?: string;
};

function summaryOf(run: string, { all = 'passed', but = {}, base, service = 'one', id = 'b' }: Told): Summary {
  const events = sampleRun(plan, (cell) => {
    const outcome = outcomes[but[cell.id] ?? all];
    return outcome && { outcome };
  });
  const facts = (event: RunEvent): RunEvent => {
    if (event.type === 'run-started') return { ...event, run };
    if (event.type !== 'image-ready') return event;
    return event.image.startsWith('postgres')
      ? { ...event, id: service, digest: `postgres@${service}` }
      : { ...event, id, ...(base === undefined ? {} : { bases: [{ reference: 'node', digest: base }] }) };
  };
  return events.map(facts).reduce(summarize, emptySummary(plan, run));
}

function recorded(day: number, told: Told, json = JSON.stringify(runJson(summaryOf(runOf(day), told)))): void {
  const folder = join(root, '.matrix/runs', runOf(day));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
  writeFileSync(join(folder, 'run.json'), json);
}

const runOf = (day: number) => `202601${String(day).padStart(2, '0')}-000000-0000`;
const now = runOf(99);
const red = ['node=13,postgres=15', 'node=13,postgres=17', 'node=20,postgres=15', 'node=20,postgres=17'];
const said = async (told: Told) =>
  (await compareRun(root, summaryOf(now, told))).map(
    ({ cells, since, moved, isKnown, code }) =>
      `${cells.length} since ${since.slice(6, 8)}: ${moved.map(({ reference }) => reference).join()} ${isKnown} ${code}`,
  );

test('each cell with the newest run in which it was green, those of the same together', async () => {
  recorded(1, { base: 'x' });
  recorded(2, { base: 'x', all: 'failed', but: { 'node=13,postgres=15': 'flaky', 'node=20,postgres=15': 'passed' } });
  recorded(3, { base: 'x', all: 'cached' });
  recorded(4, { base: 'x', all: 'not-ready' });
  expect(await compareRun(root, summaryOf(now, { base: 'x', all: 'failed', service: 'two' }))).toEqual(
    [
      { cells: [red[0], red[2]], since: runOf(2), reference: 'postgres:15' },
      { cells: [red[1], red[3]], since: runOf(1), reference: 'postgres:17' },
    ].map(({ cells, since, reference }) => ({
      cells,
      since,
      moved: [{ reference, from: 'one', to: 'two' }],
      isKnown: true,
      isRebuilt: false,
      code: 'same',
    })),
  );
});

test('what an image is built on is known from the run that built it', async () => {
  recorded(1, { base: 'x', id: 'b1', all: 'failed' });
  recorded(2, { id: 'b1' });
  recorded(3, { base: 'y', id: 'b2', all: 'failed' });
  expect(await said({ id: 'b2', all: 'failed' })).toEqual(['4 since 02: node true same']);
  rmSync(join(root, '.matrix/runs', runOf(1)), { recursive: true });
  expect(await said({ id: 'b2', all: 'failed' })).toEqual(['4 since 02:  false same']);
});

test('services that do not come up are compared as well; a run that is green, and one without a past, are not', async () => {
  expect(await said({ all: 'failed' })).toEqual([]);
  recorded(1, {});
  expect(await said({ all: 'passed', but: { 'node=20,postgres=17': 'not-ready' }, service: 'two' })).toEqual([
    '1 since 01: postgres:17 true same',
  ]);
  expect(await said({ all: 'passed' })).toEqual([]);
  rmSync(join(root, '.matrix/runs', runOf(1), 'plan.json'));
  expect(await said({ all: 'failed' })).toEqual([]);
});

test('only so far back, and only so much, is looked for it', async () => {
  recorded(1, {});
  for (let day = 2; day <= 30; day++) recorded(day, {}, '{ torn');
  expect(await said({ all: 'failed' })).toEqual(['4 since 01:  true same']);
  recorded(31, {}, JSON.stringify({ schemaVersion: 1, name: 'another', cells: [] }));
  expect(await said({ all: 'failed' })).toEqual([]);
  recorded(32, {});
  expect(await said({ all: 'failed' })).toEqual(['4 since 32:  true same']);
  recorded(33, {}, ' '.repeat(3_000_000));
  expect(await said({ all: 'failed' })).toEqual([]);
});

test('a record that holds anything is no trouble', async () => {
  recorded(1, {}, JSON.stringify({ schemaVersion: 1, name: plan.name, cells: [null], images: 1 }));
  expect(await said({ all: 'failed' })).toEqual([]);
});
