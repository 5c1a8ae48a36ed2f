import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CellPlan, Plan } from '../../src/model/plan.ts';
import { emptySummary, type Summary } from '../../src/model/summary.ts';
import { cellFolders, cellFoldersIn } from '../../src/record/paths.ts';
import { readTests } from '../../src/record/read-tests.ts';
import { samplePlan } from '../report/samples/plans.ts';
import { emptyFolder } from './folder.ts';

const sample = samplePlan({ node: ['13', '15', '20'] });
const plan: Plan = {
  ...sample,
  cells: sample.cells.map((cell): CellPlan => ({ ...cell, test: { ...cell.test, results: ['*.xml'], tap: 'stdout' } })),
};

/** What is known of the cells when each has made so many attempts. */
function after(attempts: number, of = plan): Pick<Summary, 'cells'> {
  return { cells: emptySummary(of, 'r').cells.map((cell) => ({ ...cell, attempt: attempts })) };
}

function testsIn(folder: string, attempts = 1) {
  return readTests(cellFoldersIn(folder, plan), after(attempts));
}

/** A record with these reports: cell, file below `results` or its folder, and content. */
async function recordOf(reports: readonly (readonly [cell: string, file: string, text: string])[]): Promise<string> {
  const folder = await emptyFolder();
  for (const [cell, file, text] of reports) {
    const path = join(folder, cellFolders(plan).get(cell) ?? '', file.startsWith('./') ? file : `results/${file}`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return folder;
}

const suite = (cases: string) => `<testsuites><testsuite name="s">${cases}</testsuite></testsuites>`;
const failed = '<testcase name="b"><failure message="no">at b</failure></testcase>';

test('the reports of every cell, file by file', async () => {
  const folder = await recordOf([
    ['node=13', 'reports/two.xml', suite(failed)],
    [
      'node=13',
      'reports/one.xml',
      suite('<testcase name="a"/><testcase name="a"/><testcase name="c"><skipped/></testcase>'),
    ],
    ['node=13', 'reports/notes.txt', 'no report'],
    ['node=15', 'one.xml', suite('<testcase name="a"/>')],
  ]);
  const tests = await testsIn(folder);
  expect([...tests.keys()]).toEqual(['node=13', 'node=15']);
  const thirteen = tests.get('node=13');
  expect(thirteen).toMatchObject({
    totals: { passed: 2, failed: 1, flaky: 0, skipped: 1 },
    notGreen: [{ name: 's › b', outcome: 'failed', failure: ['no', 'at b'] }],
    problems: [],
  });
  const names = ['s › a', 's › a (2)', 's › b', 's › c', 's › d'];
  expect(names.map((name) => thirteen?.outcomeOf(name))).toEqual(['passed', 'passed', 'failed', 'skipped', undefined]);
  expect(names.map((name) => tests.get('node=15')?.outcomeOf(name))).toEqual([
    'passed',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('every test is told once, in the order of the reports, with its time', async () => {
  const folder = await recordOf([
    ['node=13', 'one.xml', suite('<testcase name="a" time="0.25"/><testcase name="b"/><testcase name="a" time="1"/>')],
    [
      'node=15',
      'one.xml',
      suite('<testcase name="a (2)"/><testcase name="c"/><testcase name="a"/><testcase name="a"/>'),
    ],
  ]);
  const tests = await testsIn(folder);
  expect([...(tests.get('node=13')?.all() ?? [])]).toEqual([
    { name: 's › a', outcome: 'passed', durationMs: 250 },
    { name: 's › b', outcome: 'passed' },
    { name: 's › a (2)', outcome: 'passed', durationMs: 1_000 },
  ]);
  expect([...(tests.get('node=15')?.all() ?? [])].map(({ name }) => name)).toEqual([
    's › a',
    's › a (2)',
    's › c',
    's › a (3)',
  ]);
});

test('a report that cannot be read is told, and the others are read', async () => {
  const folder = await recordOf([
    ['node=13', 'broken.xml', '<testsuite>'],
    ['node=13', 'whole.xml', suite(failed)],
  ]);
  expect((await testsIn(folder)).get('node=13')).toMatchObject({
    totals: { failed: 1 },
    problems: ['broken.xml cannot be read: it is no XML (1:11: unclosed tag: testsuite)'],
  });
});

test('cells without results, and records without reports, have no tests', async () => {
  expect((await testsIn(await recordOf([]))).size).toBe(0);
  const folder = await recordOf([
    ['node=13', 'a.xml', suite(failed)],
    ['node=13', './test.log', '1..1\nok 1\n'],
  ]);
  expect((await readTests(cellFoldersIn(folder, sample), after(1, sample))).size).toBe(0);
  expect((await testsIn(folder, 0)).get('node=13')?.totals.failed).toBe(1);
});

describe('TAP in the log', () => {
  test('is read, beside the files', async () => {
    const folder = await recordOf([
      ['node=13', './test.log', '1..3\nok 1 - a\nnot ok 2 - c\n'],
      ['node=13', 'one.xml', suite(failed)],
      ['node=15', './test.log', 'no tests\n'],
    ]);
    const tests = await testsIn(folder);
    expect(tests.get('node=13')).toMatchObject({
      totals: { passed: 1, failed: 2, flaky: 0, skipped: 0 },
      problems: ['TAP in test.log: planned 3 tests, saw 2'],
    });
    expect(tests.get('node=15')).toMatchObject({
      totals: { passed: 0, failed: 0, flaky: 0, skipped: 0 },
      problems: ['TAP in test.log: there is no TAP in it'],
    });
    expect(tests.has('node=20')).toBe(false);
  });

  test('is that of the last attempt; of one that printed nothing there is none', async () => {
    const folder = await recordOf([
      ['node=13', './test.log', '1..1\nnot ok 1 - a\n'],
      ['node=13', './test.attempt-2.log', '1..1\nok 1 - b\n'],
    ]);
    expect([...((await testsIn(folder, 2)).get('node=13')?.all() ?? [])]).toEqual([{ name: 'b', outcome: 'passed' }]);
    expect((await testsIn(folder, 3)).size).toBe(0);
  });
});

describe('a cell that was tried again', () => {
  const because = (why: string) => `<testcase name="b"><failure message="${why}"/></testcase>`;
  const passed = '<testcase name="b"/>';

  test('has flaky tests: those that failed before and passed in the end, with what they failed with first', async () => {
    const folder = await recordOf([
      ['node=13', './results.attempt-1/one.xml', suite(`${because('first')}<testcase name="a"/>`)],
      ['node=13', './results.attempt-2/one.xml', suite(`${because('second')}<testcase name="a"/>`)],
      ['node=13', 'one.xml', suite(`${passed}<testcase name="a"/>`)],
    ]);
    expect((await testsIn(folder, 3)).get('node=13')).toMatchObject({
      totals: { passed: 1, failed: 0, flaky: 1, skipped: 0 },
      notGreen: [{ name: 's › b', outcome: 'flaky', failure: ['first'], reruns: [{ failure: ['second'] }] }],
    });
  });

  test.each([
    ['that fails again is red, with what it says now', because('now'), { failed: 1, flaky: 0 }, [[['now'], ['first']]]],
    ['that is skipped now is skipped', '<testcase name="b"><skipped/></testcase>', { skipped: 1, flaky: 0 }, []],
    [
      'that was flaky in itself has the first failure',
      '<testcase name="b"><flakyFailure message="now"/></testcase>',
      { flaky: 1 },
      [[['first'], ['now']]],
    ],
  ])('a test %s', async (_, now, totals, tries) => {
    const folder = await recordOf([
      ['node=13', './results.attempt-1/one.xml', suite(because('first'))],
      ['node=13', 'one.xml', suite(now)],
    ]);
    const tests = (await testsIn(folder, 2)).get('node=13');
    expect(tests).toMatchObject({ totals });
    expect(tests?.notGreen.map(({ failure, reruns = [] }) => [failure, ...reruns.map((one) => one.failure)])).toEqual(
      tries,
    );
  });

  test('what cannot be read of an attempt before is not told', async () => {
    const folder = await recordOf([
      ['node=13', './results.attempt-1/one.xml', '<testsuite>'],
      ['node=13', 'one.xml', suite(passed)],
    ]);
    expect((await testsIn(folder, 2)).get('node=13')?.problems).toEqual([]);
  });

  test('the same with TAP', async () => {
    const folder = await recordOf([
      ['node=13', './test.log', '1..2\nok 1 - a\nnot ok 2 - b\n  ---\n  message: slow\n  ...\n'],
      ['node=13', './test.attempt-2.log', '1..2\nok 1 - a\nok 2 - b\n'],
    ]);
    expect((await testsIn(folder, 2)).get('node=13')).toMatchObject({
      totals: { passed: 1, failed: 0, flaky: 1, skipped: 0 },
      notGreen: [{ name: 'b', outcome: 'flaky', failure: ['slow'] }],
      problems: [],
    });
  });
});
