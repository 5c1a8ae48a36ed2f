import { expect, test } from 'vitest';
import { whereOf, whereRed } from '../../src/diagnosis/where-red.ts';
import { finalReport } from '../../src/report/final-report.ts';
import { samplePlan } from './samples/plans.ts';
import { sampleRun, summaryOf } from './samples/runs.ts';
import { testsOf } from './samples/tests.ts';
import { fakeScreen } from './screen.ts';

test('the table, where it is red, the tests, the reports that cannot be read, and the failures, in this order', () => {
  const plan = samplePlan({ node: ['13', '15', '20'] });
  const events = sampleRun(plan, ({ values }) =>
    values.node === '20' ? undefined : { outcome: { kind: 'failed', exitCode: 1 }, tail: ['1 failing'] },
  );
  const tests = testsOf(plan, { 'settings › wait': ({ node }) => (node === '20' ? 'passed' : 'failed') });
  const broken = new Map(
    [...tests].map(([id, cell]) => [id, { ...cell, problems: ['a.xml cannot be read: it is no XML', 'b.xml too'] }]),
  );
  const text = finalReport(summaryOf(plan, events), fakeScreen(), { whereRed, whereOf }, broken);
  expect(`\n${text}`).toMatchInlineSnapshot(`
    "
    ┌──────┬──────────┬──────┐
    │ node │ outcome  │ time │
    ├──────┼──────────┼──────┤
    │ 13   │ ✗ failed │ 4.2s │
    │ 15   │ ✗ failed │ 4.6s │
    │ 20   │ ✓ passed │ 4.9s │
    └──────┴──────────┴──────┘

    1 passed, 2 failed in 7.2s
    fails exactly where node<20

    Tests that are not green everywhere  node  13 15 20
    settings › wait                             ✗  ✗  ✓  exactly where node<20

    ! node=13: a.xml cannot be read: it is no XML
    ! node=13: b.xml too
    ! node=15: a.xml cannot be read: it is no XML
    ! node=15: b.xml too
    ! node=20: a.xml cannot be read: it is no XML
    and 1 more

    ✗ failed  node=13 and node=15  exit code 1
      │ 1 failing
      reproduce: matrix run --only 'node=13'
    "
  `);
});
