import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { CellPlan, Plan } from '../../src/model/plan.ts';
import { cellFolders, cellFoldersIn } from '../../src/record/paths.ts';
import { readTests } from '../../src/record/read-tests.ts';
import { samplePlan } from '../report/samples/plans.ts';
import { emptyFolder } from './folder.ts';

const sample = samplePlan({ node: ['13', '15', '20'] });
const plan: Plan = {
  ...sample,
  cells: sample.cells.map((cell): CellPlan => ({ ...cell, test: { ...cell.test, results: ['*.xml'] } })),
};

/** A record with these reports: cell, file and content. */
async function recordOf(reports: readonly (readonly [cell: string, file: string, text: string])[]): Promise<string> {
  const folder = await emptyFolder();
  for (const [cell, file, text] of reports) {
    const path = join(folder, cellFolders(plan).get(cell) ?? '', 'results', file);
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
  const tests = await readTests(cellFoldersIn(folder, plan), plan);
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
  const tests = await readTests(cellFoldersIn(folder, plan), plan);
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
  expect((await readTests(cellFoldersIn(folder, plan), plan)).get('node=13')).toMatchObject({
    totals: { failed: 1 },
    problems: ['broken.xml cannot be read: it is no XML (1:11: unclosed tag: testsuite)'],
  });
});

test('cells without results, and records without reports, have no tests', async () => {
  expect((await readTests(cellFoldersIn(await recordOf([]), plan), plan)).size).toBe(0);
  const folder = await recordOf([['node=13', 'a.xml', suite(failed)]]);
  expect((await readTests(cellFoldersIn(folder, sample), sample)).size).toBe(0);
});
