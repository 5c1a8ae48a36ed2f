import { expect, test } from 'vitest';
import { whereOf } from '../../src/diagnosis/where-red.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { RunTests } from '../../src/model/test-result.ts';
import { testGrid } from '../../src/report/test-grid.ts';
import { samplePlan } from './samples/plans.ts';
import { type OutcomeOf, testsOf } from './samples/tests.ts';
import { fakeScreen } from './screen.ts';

const three = { node: ['13', '15', '20'], postgres: ['13', '15', '17'] };

const some: Readonly<Record<string, OutcomeOf>> = {
  'the stock › is green': () => 'passed',
  'settings › fall back to defaults': ({ node }) => (node === '13' ? 'failed' : 'passed'),
  'the stock › grows by a delivery': ({ node, postgres }) =>
    node === '15' ? undefined : postgres === '13' ? 'failed' : 'passed',
  'the clock › ticks': ({ node, postgres }) => (node === '20' && postgres === '15' ? 'flaky' : 'passed'),
  'the sea › is blue': ({ node, postgres }) => (node === postgres ? 'failed' : node === '20' ? 'skipped' : 'passed'),
};

const grid = (tests: RunTests, plan: Plan, but = {}) =>
  `\n${testGrid({ plan }, tests, fakeScreen(but), { whereOf }).join('\n')}\n`;

test('in a hundred columns, what explains a test stands beside it', () => {
  const plan = samplePlan(three);
  expect(grid(testsOf(plan, some), plan, { columns: 100 })).toMatchInlineSnapshot(`
    "
    Tests that are not green everywhere      node  13 13 13 15 15 15 20 20 20
                                         postgres  13 15 17 13 15 17 13 15 17
    settings › fall back to defaults                ✗  ✗  ✗  ✓  ✓  ✓  ✓  ✓  ✓  exactly where node<15
    the stock › grows by a delivery                 ✗  ✓  ✓  –  –  –  ✗  ✓  ✓  exactly where postgres<15
    the sea › is blue                               ✗  ✓  ✓  ✓  ✗  ✓  ⊘  ⊘  ⊘
    the clock › ticks                               ✓  ✓  ✓  ✓  ✓  ✓  ✓  ≈  ✓
    "
  `);
});

test('in eighty it stands below, and what has no report has no column', () => {
  const plan = samplePlan(three);
  expect(
    grid(
      testsOf(plan, some, (id) => !id.startsWith('node=15')),
      plan,
    ),
  ).toMatchInlineSnapshot(`
    "
    Tests that are not green everywhere      node  13 13 13 20 20 20
                                         postgres  13 15 17 13 15 17
    settings › fall back to defaults                ✗  ✗  ✗  ✓  ✓  ✓
      exactly where node<15
    the stock › grows by a delivery                 ✗  ✓  ✓  ✗  ✓  ✓
      exactly where postgres<15
    the sea › is blue                               ✗  ✓  ✓  ⊘  ⊘  ⊘
    the clock › ticks                               ✓  ✓  ✓  ✓  ≈  ✓
    "
  `);
});

test('without Unicode', () => {
  const plan = samplePlan(three);
  expect(grid(testsOf(plan, some), plan, { unicode: false })).toMatchInlineSnapshot(`
    "
    Tests that are not green everywhere      node  13 13 13 15 15 15 20 20 20
                                         postgres  13 15 17 13 15 17 13 15 17
    settings › fall back to defaults                x  x  x  +  +  +  +  +  +
      exactly where node<15
    the stock › grows by a delivery                 x  +  +  -  -  -  x  +  +
      exactly where postgres<15
    the sea › is blue                               x  +  +  +  x  +  /  /  /
    the clock › ticks                               +  +  +  +  +  +  +  ~  +
    "
  `);
});

test('cells that do not fit beside each other are counted', () => {
  const many = Array.from({ length: 30 }, (_, at) => String(at + 1));
  const plan = samplePlan({ node: many, postgres: ['13', '15'] });
  const tests = testsOf(plan, {
    'settings › fall back to defaults, whichever they are and wherever they come from': ({ node }) =>
      Number(node) < 4 ? 'failed' : 'passed',
    'the clock › ticks': ({ node }) => (node === '7' ? 'flaky' : 'passed'),
  });
  expect(grid(tests, plan)).toMatchInlineSnapshot(`
    "
    Tests that are not green everywhere
    ✗ 6 of 60  settings › fall back to defaults, whichever they are and wherever th…
      exactly where node<4
    ≈ 2 of 60  the clock › ticks
    "
  `);
});

test('nothing is said where all is green, nor where nobody reports', () => {
  const plan = samplePlan(three);
  expect(testGrid({ plan }, testsOf(plan, { a: () => 'passed', b: () => 'skipped' }), fakeScreen())).toEqual([]);
  expect(testGrid({ plan }, new Map(), fakeScreen())).toEqual([]);
});

test('of very many, the first are shown', () => {
  const plan = samplePlan(three);
  const names = Array.from({ length: 33 }, (_, at) => [`t${at}`, () => 'failed' as const] as const);
  const lines = testGrid({ plan }, testsOf(plan, Object.fromEntries(names)), fakeScreen());
  expect([lines.length, lines.at(-1)]).toEqual([2 + 30 + 1, 'and 3 more tests']);
});

test('the one test that failed in the one cell is told by its failure alone', () => {
  const plan = samplePlan({ node: ['13'], postgres: ['13'] });
  const only = (name: string) => ({ [name]: some[name] ?? (() => 'passed' as const) });
  expect(testGrid({ plan }, testsOf(plan, only('settings › fall back to defaults')), fakeScreen())).toEqual([]);
  expect(testGrid({ plan }, testsOf(plan, some), fakeScreen())).toHaveLength(5);
});
