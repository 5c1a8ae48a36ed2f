import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Outcome } from '../../src/model/outcome.ts';
import { resultsTable } from '../../src/report/table.ts';
import { width } from '../../src/report/width.ts';
import { samplePlan } from './samples/plans.ts';
import { type Ending, mixedEnding, sampleRun, summaryOf } from './samples/runs.ts';
import { fakeScreen } from './screen.ts';

const three = { node: ['13', '15', '20'], postgres: ['13', '15', '17'] };
const table = (plan: ReturnType<typeof samplePlan>, ending: Parameters<typeof sampleRun>[1], but = {}) =>
  resultsTable(summaryOf(plan, sampleRun(plan, ending)), fakeScreen(but));

test('all green', () => {
  expect(table(samplePlan(three), () => undefined)).toMatchInlineSnapshot(`
    "┌─────────────────┬───────────────┬───────────────┬───────────────┐
    │ node \\ postgres │ 13            │ 15            │ 17            │
    ├─────────────────┼───────────────┼───────────────┼───────────────┤
    │ 13              │ ✓ passed 4.2s │ ✓ passed 4.6s │ ✓ passed 4.9s │
    │ 15              │ ✓ passed 5.3s │ ✓ passed 5.7s │ ✓ passed 6.0s │
    │ 20              │ ✓ passed 6.4s │ ✓ passed 6.8s │ ✓ passed 7.2s │
    └─────────────────┴───────────────┴───────────────┴───────────────┘

    9 passed in 12.4s"
  `);
});

test('three by three in eighty columns, one excluded, one allowed to fail', () => {
  const plan = samplePlan(three, {
    skip: (id) => id === 'node=13,postgres=17',
    allow: (id) => id === 'node=20,postgres=13',
  });
  expect(table(plan, mixedEnding)).toMatchInlineSnapshot(`
    "┌─────────────────┬──────────────────┬──────────────────┬──────────────────┐
    │ node \\ postgres │ 13               │ 15               │ 17               │
    ├─────────────────┼──────────────────┼──────────────────┼──────────────────┤
    │ 13              │ ✗ failed    1.9s │ ✗ failed    1.9s │ –                │
    │ 15              │ ✗ failed    4.9s │ ✓ passed    5.3s │ ✓ passed    5.7s │
    │ 20              │ ✗ allowed   6.0s │ ! not ready 0.9s │ ✓ passed    6.8s │
    └─────────────────┴──────────────────┴──────────────────┴──────────────────┘

    3 passed, 4 failed (1 allowed), 1 not ready in 11.5s"
  `);
});

test('the same in a hundred and twenty columns has room for all words', () => {
  const plan = samplePlan(three, { allow: (id) => id === 'node=20,postgres=13' });
  expect(table(plan, mixedEnding, { columns: 120 })).toMatchInlineSnapshot(`
    "┌─────────────────┬─────────────────────────┬─────────────────────────┬─────────────────────────┐
    │ node \\ postgres │ 13                      │ 15                      │ 17                      │
    ├─────────────────┼─────────────────────────┼─────────────────────────┼─────────────────────────┤
    │ 13              │ ✗ failed           1.9s │ ✗ failed           1.9s │ ✗ failed           1.9s │
    │ 15              │ ✗ failed           5.3s │ ✓ passed           5.7s │ ✓ passed           6.0s │
    │ 20              │ ✗ failed (allowed) 6.4s │ ! not ready        0.9s │ ✓ passed           7.2s │
    └─────────────────┴─────────────────────────┴─────────────────────────┴─────────────────────────┘

    3 passed, 5 failed (1 allowed), 1 not ready in 12.4s"
  `);
});

const five = { node: ['13', '20', '22'], postgres: ['13', '14', '15', '16', '17'] };
const allowed = { allow: (id: string) => id.startsWith('node=22') };

test('five columns in eighty are told by their signs', () => {
  expect(table(samplePlan(five, allowed), mixedEnding)).toMatchInlineSnapshot(`
    "┌─────────────────┬──────────┬──────────┬──────────┬──────────┬──────────┐
    │ node \\ postgres │ 13       │ 14       │ 15       │ 16       │ 17       │
    ├─────────────────┼──────────┼──────────┼──────────┼──────────┼──────────┤
    │ 13              │ ✗   1.9s │ ✗   1.9s │ ✗   1.9s │ ✗   1.9s │ ✗   1.9s │
    │ 20              │ ✗   6.0s │ ✓   6.4s │ !   0.9s │ ✓   7.2s │ ✓   7.5s │
    │ 22              │ (✗) 7.9s │ (✗) 8.3s │ (✗) 8.6s │ (✗) 9.0s │ (✗) 9.4s │
    └─────────────────┴──────────┴──────────┴──────────┴──────────┴──────────┘

    3 passed, 11 failed (5 allowed), 1 not ready in 17.6s"
  `);
});

test('a grid that does not fit is a list', () => {
  expect(table(samplePlan(three), mixedEnding, { columns: 40 })).toMatchInlineSnapshot(`
    "┌──────────┬────────┬────────┬────────┐
    │ node \\   │ 13     │ 15     │ 17     │
    │ postgres │        │        │        │
    ├──────────┼────────┼────────┼────────┤
    │ 13       │ ✗ 1.9s │ ✗ 1.9s │ ✗ 1.9s │
    │ 15       │ ✗ 5.3s │ ✓ 5.7s │ ✓ 6.0s │
    │ 20       │ ✗ 6.4s │ ! 0.9s │ ✓ 7.2s │
    └──────────┴────────┴────────┴────────┘

    3 passed, 5 failed, 1 not ready in 12.4s"
  `);
});

test('one axis is a list', () => {
  const endings: readonly (Ending | undefined)[] = [
    { outcome: { kind: 'out-of-memory' } },
    { outcome: { kind: 'cached', from: 'x' } },
    { outcome: { kind: 'engine-error', problem: { message: 'gone', detail: [] } }, ms: 30 },
  ];
  expect(table(samplePlan({ php: ['7.4', '8.1', '8.4'] }), ({ index }) => endings[index])).toMatchInlineSnapshot(`
    "┌─────┬─────────────────┬──────┐
    │ php │ outcome         │ time │
    ├─────┼─────────────────┼──────┤
    │ 7.4 │ ✗ out of memory │ 4.2s │
    │ 8.1 │ = cached        │      │
    │ 8.4 │ ! engine error  │ 30ms │
    └─────┴─────────────────┴──────┘

    1 cached, 1 out of memory, 1 engine error in 5.5s"
  `);
});

test('three axes are a list, in ASCII where nothing else can be shown', () => {
  const plan = samplePlan({ node: ['13', '20'], postgres: ['15'], locale: ['C', 'tr_TR.UTF-8'] });
  expect(table(plan, mixedEnding, { unicode: false })).toMatchInlineSnapshot(`
    "+------+----------+-------------+-------------+------+
    | node | postgres | locale      | outcome     | time |
    +------+----------+-------------+-------------+------+
    | 13   | 15       | C           | x failed    | 1.9s |
    | 13   | 15       | tr_TR.UTF-8 | x failed    | 1.9s |
    | 20   | 15       | C           | ! not ready | 0.9s |
    | 20   | 15       | tr_TR.UTF-8 | ! not ready | 0.9s |
    +------+----------+-------------+-------------+------+

    2 failed, 2 not ready in 3.6s"
  `);
});

test('a key that only an include brought does not spoil the grid', () => {
  const plan = samplePlan({ node: ['13', '15'], postgres: ['13', '15'] });
  const cells = plan.cells.map((cell, at) =>
    at === 3 ? { ...cell, values: { ...cell.values, coverage: 'true' } } : cell,
  );
  expect(table({ ...plan, cells }, () => undefined)).toContain('node \\ postgres');
});

test('columns keep the order of the file, whatever the first row lacks', () => {
  const plan = samplePlan(three, { skip: (id) => id === 'node=13,postgres=13' || id === 'node=15,postgres=15' });
  expect(table(plan, () => undefined).split('\n')[1]).toMatch(/13 .*15 .*17/);
});

test('a thousand cells are told by those that are not green', () => {
  const many = Array.from({ length: 40 }, (_, at) => String(at));
  const plan = samplePlan({ a: many, b: many.slice(0, 25) });
  const text = table(plan, ({ index }) => (index === 500 ? { outcome: { kind: 'failed', exitCode: 1 } } : undefined));
  expect(text).toMatchInlineSnapshot(`
    "┌────┬───┬──────────┬───────┐
    │ a  │ b │ outcome  │  time │
    ├────┼───┼──────────┼───────┤
    │ 20 │ 0 │ ✗ failed │ 3m09s │
    └────┴───┴──────────┴───────┘
    999 green cells are not shown

    999 passed, 1 failed in 14m35s"
  `);
});

test('a run that was killed says what is not known', () => {
  const plan = samplePlan({ node: ['13', '15'] });
  const events = sampleRun(plan, () => undefined).slice(0, 8);
  expect(resultsTable(summaryOf(plan, events), fakeScreen())).toMatchInlineSnapshot(`
    "┌──────┬────────────────┬──────┐
    │ node │ outcome        │ time │
    ├──────┼────────────────┼──────┤
    │ 13   │ ? not finished │      │
    │ 15   │ ? not finished │      │
    └──────┴────────────────┴──────┘

    2 not finished in 1.0s"
  `);
});

test('colours change nothing but the colours', () => {
  const plan = samplePlan(three, { allow: (id) => id.startsWith('node=20') });
  const coloured = table(plan, mixedEnding, { colour: true });
  expect(coloured).toContain('\u001b[31m✗ failed\u001b[39m');
  expect(stripVTControlCharacters(coloured)).toBe(table(plan, mixedEnding));
});

test('no line is wider than the screen', () => {
  const value = fc.string({ unit: fc.constantFrom('a', '1', '.', '日', 'é'), minLength: 1, maxLength: 30 });
  const axis = fc.uniqueArray(value, { minLength: 1, maxLength: 6 });
  const outcome = fc.constantFrom<Outcome>(
    { kind: 'passed' },
    { kind: 'out-of-memory' },
    { kind: 'cancelled', reason: 'fail-fast' },
    { kind: 'timed-out', afterMs: 1 },
  );
  fc.assert(
    fc.property(
      axis,
      axis,
      fc.array(outcome),
      fc.integer({ min: 50, max: 140 }),
      fc.boolean(),
      (a, b, outcomes, columns, colour) => {
        const plan = samplePlan({ first: a, second: b }, { allow: (id) => id.length % 2 === 0 });
        const text = table(plan, ({ index }) => ({ outcome: outcomes[index] ?? { kind: 'passed' } }), {
          columns,
          colour,
        });
        const lines = text.split('\n').slice(0, -1);
        expect(Math.max(...lines.map((line) => width(line)))).toBeLessThanOrEqual(columns);
      },
    ),
    { numRuns: 60 },
  );
});
