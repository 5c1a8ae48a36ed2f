// The whole command over runs that are made up: what it says, what it writes, how it exits.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BisectOptions, bisectCommand } from '../../src/cli/bisect-command.ts';
import type { BisectJson } from '../../src/cli/bisect-json.ts';
import type { EndedRun } from '../../src/cli/run-command.ts';
import { MatrixError } from '../../src/errors.ts';
import type { RunEvent } from '../../src/model/event.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Plan } from '../../src/model/plan.ts';
import { emptySummary, type Summary, summarize } from '../../src/model/summary.ts';
import { random } from '../bisect/search.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matrix-bisect-'));
  const text = `axes: { node: [13, 14, 15, 16, 17, 18, 19, 20] }
image: { from: "node:\${{ matrix.node }}-slim" }
test: { command: npm test }
`;
  await writeFile(join(folder, 'matrix.yml'), text);
});
afterAll(() => rm(folder, { recursive: true }));

const failed: Outcome = { kind: 'failed', exitCode: 1 };
const passed: Outcome = { kind: 'passed' };
const engineError: Outcome = { kind: 'engine-error', problem: { message: 'Cannot pull it', detail: [] } };
const cancelled: Outcome = { kind: 'cancelled', reason: 'interrupted' };

/** A run of the plan's one cell, whose suite came to that. */
function runOf(plan: Plan, id: string, outcome: Outcome, before: readonly Outcome[] = []): EndedRun {
  const [cell] = plan.cells;
  const image = plan.images[0]?.key ?? '';
  const of = { cell: cell?.id ?? '', durationMs: 1_200, outputTail: outcome.kind === 'failed' ? ['Error: no'] : [] };
  const events: readonly RunEvent[] = [
    { at: 0, type: 'image-ready', image, id: `sha256:${cell?.id.replace('node=', '').repeat(20)}`, cached: true },
    ...before.map(
      (one, index): RunEvent => ({ at: 0, type: 'attempt-failed', ...of, attempt: index + 1, outcome: one }),
    ),
    { at: 0, type: 'cell-finished', ...of, outcome, attempts: before.length + 1 },
    ...(outcome.kind === 'cancelled' ? [{ at: 0, type: 'cancelling', reason: outcome.reason } as const] : []),
  ];
  const summary = events.reduce<Summary>((known, event) => summarize(known, event), emptySummary(plan, id));
  return { summary, tests: new Map(), folder: '', reports: {} };
}

async function command(
  says: (value: number, run: number) => Outcome | { readonly outcome: Outcome; readonly before: readonly Outcome[] },
  options: Partial<BisectOptions> = {},
  hear: (more: string) => void = () => undefined,
) {
  let text = '';
  const tried: string[] = [];
  const json = join(folder, 'bisect.json');
  const words = { file: join(folder, 'matrix.yml'), only: [], except: [], extraArgs: [], repeats: 1, json };
  const none = { values: undefined, tags: undefined, filter: undefined, good: undefined, bad: undefined };
  const code = await bisectCommand(
    { axis: 'node', errorRate: undefined, ...none, ...words, ...options },
    {
      async run({ plan }) {
        const value = plan.cells[0]?.id.replace('node=', '') ?? '';
        expect(plan.images).toHaveLength(1);
        tried.push(value);
        const said = says(Number(value), tried.length);
        const { outcome, before } = 'outcome' in said ? said : { outcome: said, before: [] };
        return runOf(plan, `run-${tried.length}`, outcome, before);
      },
      imageEnvironment: async (id) =>
        new Map([
          ['NODE_VERSION', `${id.slice(7, 9)}.1.0`],
          ['PATH', id],
        ]),
      screen: {
        write: (more) => {
          text += more;
          hear(more);
        },
        columns: 100,
        rows: 40,
        colour: false,
        unicode: true,
      },
      isTerminal: false,
    },
  );
  const written = JSON.parse(await readFile(json, 'utf8').catch(() => '{}')) as BisectJson;
  return { code, text, tried, written };
}

const from = (first: number) => (value: number) => (value < first ? passed : failed);

test('found: the runs, the two neighbours, what differs, the failure, and the command that has it again', async () => {
  const { code, text, written } = await command(from(17));
  expect(code).toBe(0);
  expect(text).toMatchInlineSnapshot(`
    "node=13  ✓ passed       1.2s
    node=20  ✗ failed       1.2s  13 good … 20 bad, 3 tries left
    node=16  ✓ passed       1.2s  16 good … 20 bad, 2 tries left
    node=18  ✗ failed       1.2s  16 good … 18 bad, 1 try left
    node=17  ✗ failed       1.2s  16 good … 17 bad

    node=17 is the first that fails, node=16 the last that passes (5 runs).
    Each value was asked once. Where the suite now and then fails by itself, --flaky 20 asks until that does not matter.

    What differs               node=16                  node=17
    the image                  built from node:16-slim  built from node:17-slim
    id of the image            sha256:161616161616      sha256:171717171717
    NODE_VERSION of the image  16.1.0                   17.1.0

    ✗ failed  node=17  exit code 1
      │ Error: no
      reproduce: matrix repro 'node=17' --run run-5
    "
  `);
  const { before, first, ending, tries } = written;
  expect({ before, first, ending }).toEqual({
    before: { value: '16', verdict: 'green', run: 'run-3' },
    first: { value: '17', verdict: 'red', run: 'run-5' },
    ending: 'turn',
  });
  expect(tries.map(({ value, outcome }) => [value, outcome])).toEqual([
    ['13', 'passed'],
    ['20', 'failed'],
    ['16', 'passed'],
    ['18', 'failed'],
    ['17', 'failed'],
  ]);
});

test('where it turns green again', async () => {
  const { code, text } = await command((value) => (value < 15 ? failed : passed), { good: '20', bad: '13' });
  expect(code).toBe(0);
  expect(text.split('\n').find((line) => line.includes('first that'))).toBe(
    'node=15 is the first that passes, node=14 the last that fails (5 runs).',
  );
});

describe('what keeps it from being found', () => {
  test.each([
    { what: 'both ends pass', says: () => passed, options: {}, code: 1, ending: 'no-turn' },
    { what: 'both ends fail', says: () => failed, options: {}, code: 1, ending: 'no-turn' },
    { what: 'the wrong way round', says: from(17), options: { good: '20', bad: '13' }, code: 1, ending: 'wrong-way' },
    {
      what: 'a neighbour that cannot be heard',
      says: (value: number) => (value === 17 ? engineError : from(17)(value)),
      options: {},
      code: 3,
      ending: 'between',
    },
    { what: 'nothing can be heard', says: () => engineError, options: {}, code: 3, ending: 'unheard' },
    {
      what: 'an end that was named cannot be heard',
      says: (value: number) => (value === 20 ? engineError : passed),
      options: { good: '13' },
      code: 3,
      ending: 'unheard',
    },
    {
      what: 'interrupted',
      says: (value: number, run: number) => (run === 4 ? cancelled : from(17)(value)),
      options: {},
      code: 130,
      ending: 'cancelled',
    },
  ])('$what', async ({ says, options, code, ending }) => {
    const ended = await command(says, options);
    expect({ code: ended.code, ending: ended.written.ending }).toEqual({ code, ending });
    expect(ended.text.slice(ended.text.indexOf('\n\n') + 2)).toMatchSnapshot();
  });
});

test('an engine that is gone: where it stood is told before the trouble is', async () => {
  let text = '';
  const says = (value: number, run: number) => {
    if (run === 4) throw new MatrixError('engine', 'No engine answers');
    return from(17)(value);
  };
  await expect(
    command(says, {}, (more) => {
      text += more;
    }),
  ).rejects.toThrow('No engine answers');
  expect(text.split('\n').at(-2)).toBe('The suite passes at node=16 and fails at node=20: the turn is in between.');
});

test('what fits no single turn is given up, and counted', async () => {
  const asked = new Map<number, number>();
  const says = (value: number) => {
    asked.set(value, (asked.get(value) ?? 0) + 1);
    return (asked.get(value) ?? 0) % 2 === 0 ? failed : passed;
  };
  const { code, text } = await command(says, { errorRate: 0.2 });
  expect(code).toBe(3);
  expect(text.slice(text.indexOf('\n\n') + 2)).toMatchInlineSnapshot(`
    "What the suite says fits no single turn, after 130 runs:
      node=13: failed in 60 of 121
      node=14: failed in 0 of 1
      node=16: failed in 0 of 1
      node=18: failed in 0 of 1
      node=19: failed in 0 of 1
      node=20: failed in 2 of 5
    It turns more than once, or is wrong more often than --flaky says.
    "
  `);
});

describe('a suite that is wrong in 20 % of its runs', () => {
  test('ten of ten seeded tries find the first one', async () => {
    const firsts = Array.from({ length: 10 }, (_, seed) => 14 + (seed % 7));
    const found = await Promise.all(
      firsts.map(async (first, seed) => {
        const draw = random(seed);
        const says = (value: number) => (value >= first !== draw() < 0.2 ? failed : passed);
        return (await command(says, { errorRate: 0.2, json: undefined })).text;
      }),
    );
    for (const [seed, text] of found.entries())
      expect(text).toContain(
        `\nnode=${firsts[seed]} is the first that fails, node=${(firsts[seed] ?? 0) - 1} the last`,
      );
  });

  test('is noticed where a suite passes on a retry, and told once', async () => {
    const { text, tried } = await command((value, run) =>
      run === 1 ? { outcome: { kind: 'flaky', attempts: 2 }, before: [failed] } : from(17)(value),
    );
    expect(tried.length).toBeGreaterThan(8);
    expect(text.split('\n').filter((line) => line.includes('both passed and failed'))).toEqual([
      'The suite has both passed and failed at node=13: values are asked again until the answer is wrong in 1 % at most, if a verdict is in 20 % (--flaky).',
    ]);
    expect(text).toContain('node=17 is the first that fails, node=16 the last that passes (');
  });
});

test.each([
  { options: { values: '13,,14' }, message: '--values 13,,14 has an empty value' },
  { options: { values: '13', tags: 'node:*' }, message: 'The values are of --values or of --tags' },
  { options: { filter: '>=13' }, message: '--filter is of what --tags finds' },
  { options: { tags: 'node:*', filter: '13' }, message: "--filter '13' is no comparison of versions" },
  { options: { values: '13' }, message: 'There is one value of "node" to try' },
  { options: { good: '12' }, message: '--good 12 is none of the values' },
  { options: { axis: 'php' }, message: 'The matrix has no axis "php"' },
])('refused: $message', async ({ options, message }) => {
  await expect(command(() => passed, options)).rejects.toThrow(message);
});
