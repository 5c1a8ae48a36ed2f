import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Comparison } from '../../src/model/comparison.ts';
import { annotations } from '../../src/report/annotations.ts';
import { comparedLines } from '../../src/report/compared-text.ts';
import { failureReport } from '../../src/report/failures.ts';
import { makePageData } from '../../src/report/html/make-page-data.ts';
import { junitReport } from '../../src/report/junit.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { samplePlan } from './samples/plans.ts';
import { sampleRun, start, summaryOf } from './samples/runs.ts';
import { testsOf } from './samples/tests.ts';
import { fakeScreen } from './screen.ts';

const since = '20261120-101010-abcd';
const same: Comparison = { cells: ['a'], since, moved: [], isKnown: true, isRebuilt: false, code: 'same' };
const [postgres, node, redis] = ['postgres:15', 'node:20', 'redis:7'].map((reference) => ({
  reference,
  from: `sha256:${'1'.repeat(64)}`,
  to: `sha256:${'2'.repeat(64)}`,
})) as [Comparison['moved'][number], Comparison['moved'][number], Comparison['moved'][number]];
const revisions = {
  from: { revision: `abc1234${'0'.repeat(33)}`, isDirty: false },
  to: { revision: `def5678${'0'.repeat(33)}`, isDirty: true },
};
const green = `since this cell's last green run (${since})`;

test.each<[said: string | undefined, comparison: Partial<Comparison>]>([
  [`postgres:15 moved ${green}, your code did not`, { moved: [postgres] }],
  [`postgres:15 moved ${green}, your code did not`, { moved: [postgres], isKnown: false, isRebuilt: true }],
  [`node:20 and postgres:15 moved ${green}`, { moved: [node, postgres], code: 'unknown' }],
  [
    `node:20, postgres:15 and redis:7 moved ${green}, and your code changed`,
    {
      moved: [node, postgres, redis],
      code: 'changed',
    },
  ],
  [
    `postgres:15 moved ${green}, and your code changed (abc1234 to def5678 with changes)`,
    {
      moved: [postgres],
      code: 'changed',
      revisions,
    },
  ],
  [`your code changed ${green}, the images did not`, { code: 'changed' }],
  [`your code changed (abc1234 to def5678 with changes) ${green}`, { code: 'changed', revisions, isKnown: false }],
  [`the matrix file changed ${green}, neither your code nor the images did`, { code: 'changed', isMatrixFile: true }],
  [
    `the matrix file changed (abc1234 to def5678 with changes) ${green}, your code did not`,
    { code: 'changed', isMatrixFile: true, revisions, isKnown: false },
  ],
  [
    `postgres:15 moved ${green}, and the matrix file changed`,
    { moved: [postgres], code: 'changed', isMatrixFile: true },
  ],
  [`neither the images nor your code changed ${green}: look for time, network or chance`, {}],
  [
    `neither the images nor your code changed ${green}, but the cell's own image was built anew: look at what its build fetches`,
    { isRebuilt: true },
  ],
  [
    `neither the images nor your code changed ${green}; the engine is Docker Engine 29 on linux/amd64 and was Podman 4 on linux/arm64`,
    { isRebuilt: true, engines: { from: 'Podman 4 on linux/arm64', to: 'Docker Engine 29 on linux/amd64' } },
  ],
  [
    `your code changed ${green}; the engine is B and was A`,
    {
      code: 'changed',
      isKnown: false,
      revisions: { from: revisions.from, to: { ...revisions.from, isDirty: true } },
      engines: { from: 'A', to: 'B' },
    },
  ],
  [undefined, { isKnown: false }],
  [undefined, { code: 'unknown' }],
])('%s', (said, comparison) => {
  expect(comparedLines([{ id: 'a' }], [{ ...same, ...comparison }])).toEqual(said === undefined ? [] : [said]);
});

test('cells that failed in the same way, of which different things are to be said', () => {
  const moved: Comparison = { ...same, moved: [postgres], cells: ['a', 'b', 'c'] };
  const others = ['d', 'e', 'f'].map((id): Comparison => ({ ...same, since: `${since}${id}`, cells: [id] }));
  expect(comparedLines([{ id: 'a' }, { id: 'b' }], [moved, ...others])).toEqual([
    `postgres:15 moved since the last green run of these cells (${since}), your code did not`,
  ]);
  expect(
    comparedLines(
      ['a', 'c', 'd', 'e', 'f', 'g'].map((id) => ({ id })),
      [moved, ...others],
    ),
  ).toEqual([
    `a and c: postgres:15 moved since the last green run of these cells (${since}), your code did not`,
    `d: neither the images nor your code changed since this cell's last green run (${since}d): look for time, network or chance`,
    `e: neither the images nor your code changed since this cell's last green run (${since}e): look for time, network or chance`,
    'and 1 more that differ otherwise',
  ]);
  expect(comparedLines([{ id: 'g' }], [moved, ...others])).toEqual([]);
});

const plan = samplePlan({ node: ['20'], postgres: ['13', '15'] });
const comparison: Comparison = { ...same, moved: [postgres], cells: ['node=20,postgres=15'] };
const summary = summaryOf(plan, [
  ...sampleRun(plan, (cell) =>
    cell.id.endsWith('15') ? { outcome: { kind: 'failed', exitCode: 1 }, tail: ['no such column'] } : undefined,
  ).slice(0, -1),
  { at: start + 9_000, type: 'compared', comparisons: [comparison] },
  { at: start + 9_001, type: 'run-finished' },
]);

test('in the reports for people', () => {
  expect(failureReport(summary, fakeScreen())).toMatchInlineSnapshot(`
    "✗ failed  node=20,postgres=15  exit code 1
      │ no such column
      postgres:15 moved since this cell's last green run (20261120-101010-abcd), your code did not
      reproduce: matrix run --only 'node=20,postgres=15'"
  `);
  expect(markdownReport(summary).replace(/^[\s\S]*?<details>/, '<details>')).toMatchInlineSnapshot(`
    "<details><summary>✗ failed node=20,postgres=15: exit code 1</summary>

    \`\`\`
    no such column
    \`\`\`

    postgres:15 moved since this cell's last green run (20261120-101010-abcd), your code did not.

    Reproduce: <code>matrix run --only 'node=20,postgres=15'</code>

    </details>
    "
  `);
  expect(annotations(summary).map(({ message }) => message)).toMatchInlineSnapshot(`
    [
      "no such column

    in node=20,postgres=15
    postgres:15 moved since this cell's last green run (20261120-101010-abcd), your code did not
    reproduce: matrix run --only 'node=20,postgres=15'",
    ]
  `);
  expect(makePageData(summary, new Map(), [], {}).failures.map(({ compared }) => compared)).toEqual([
    [`postgres:15 moved ${green}, your code did not`],
  ]);
});

test('in JUnit XML, after what the suite has printed', () => {
  const [failure] = /<failure[\s\S]*<\/failure>/.exec([...junitReport(summary)].join('')) ?? [];
  expect(failure).toMatchInlineSnapshot(`
    "<failure message="exit code 1" type="failed">no such column
    postgres:15 moved since this cell's last green run (20261120-101010-abcd), your code did not</failure>"
  `);
});

test('once, where several tests fail in just these cells', () => {
  const failures = { one: ['no such column'], two: ['no such table'] };
  const inPostgres15 = ({ postgres }: Readonly<Record<string, string>>) => (postgres === '15' ? 'failed' : 'passed');
  const tests = testsOf(plan, { one: inPostgres15, two: inPostgres15 }, undefined, failures);
  expect(failureReport(summary, fakeScreen(), {}, tests)).toMatchInlineSnapshot(`
    "✗ failed  node=20,postgres=15  one
      │ no such column
      postgres:15 moved since this cell's last green run (20261120-101010-abcd), your code did not
      reproduce: matrix run --only 'node=20,postgres=15'

    ✗ failed  node=20,postgres=15  two
      │ no such table
      reproduce: matrix run --only 'node=20,postgres=15'"
  `);
});

test('docs/lock.md has these sentences', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/lock.md'), 'utf8');
  const told = [...page.matchAll(/^\| `(.* last green run .*?)` \|/gm)].map(([, line]) => line);
  const run = '20261125-101010-abcd';
  const clean = { from: revisions.from, to: { ...revisions.to, isDirty: false } };
  const comparisons: readonly Partial<Comparison>[] = [
    { moved: [postgres] },
    { code: 'changed', revisions: clean },
    { code: 'changed', isMatrixFile: true },
    { moved: [postgres], code: 'changed', revisions: clean },
    {},
  ];
  expect(told).toEqual(comparisons.flatMap((one) => comparedLines([{ id: 'a' }], [{ ...same, since: run, ...one }])));
});
