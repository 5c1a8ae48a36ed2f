import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunTests } from '../../src/model/test-result.ts';
import { junitReport } from '../../src/report/junit.ts';
import { readJunit } from '../../src/results/read-junit.ts';
import { samplePlan } from './samples/plans.ts';
import { mixedEnding, sampleRun, summaryOf } from './samples/runs.ts';
import { testsOf } from './samples/tests.ts';

const three = { node: ['13', '15', '20'], postgres: ['13', '15', '17'] };

async function* chunks(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

test('a suite a cell, a case for the suite and one a test', () => {
  const plan = samplePlan({ node: ['13', '20'] }, { allow: (id) => id === 'node=20' });
  const events = sampleRun(plan, (cell) =>
    cell.id === 'node=13'
      ? { outcome: { kind: 'failed', exitCode: 1 }, tail: ['1) settings', 'a < b & "c"'] }
      : undefined,
  );
  const tests = testsOf(plan, {
    'settings › fall back': ({ node }) => (node === '13' ? 'failed' : 'passed'),
    'settings › wait': () => 'flaky',
    'settings › later': () => 'skipped',
  });
  expect(`\n${junitReport(summaryOf(plan, events), tests)}`).toMatchInlineSnapshot(`
    "
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="todo-api" tests="8" failures="2" errors="0" skipped="2" time="6.320">
    <testsuite name="node=13" tests="4" failures="2" errors="0" skipped="1" time="4.200" timestamp="2026-11-24T10:47:01">
    <properties>
    <property name="matrix.node" value="13"/>
    <property name="matrix:outcome" value="failed"/>
    </properties>
    <testcase name="the suite" classname="node=13" time="4.200">
    <failure message="exit code 1" type="failed">1) settings
    a &lt; b &amp; &quot;c&quot;</failure>
    </testcase>
    <testcase name="settings › fall back" classname="node=13">
    <failure type="failed"/>
    </testcase>
    <testcase name="settings › wait" classname="node=13">
    <flakyFailure type="flaky"/>
    </testcase>
    <testcase name="settings › later" classname="node=13">
    <skipped/>
    </testcase>
    </testsuite>
    <testsuite name="node=20" tests="4" failures="0" errors="0" skipped="1" time="4.570" timestamp="2026-11-24T10:47:01">
    <properties>
    <property name="matrix.node" value="20"/>
    <property name="matrix:outcome" value="passed"/>
    </properties>
    <testcase name="the suite" classname="node=20" time="4.570"/>
    <testcase name="settings › fall back" classname="node=20"/>
    <testcase name="settings › wait" classname="node=20">
    <flakyFailure type="flaky"/>
    </testcase>
    <testcase name="settings › later" classname="node=20">
    <skipped/>
    </testcase>
    </testsuite>
    </testsuites>
    "
  `);
});

test('every outcome has its element', async () => {
  const plan = samplePlan(three, { allow: (id) => id === 'node=20,postgres=13' });
  const text = junitReport(summaryOf(plan, sampleRun(plan, mixedEnding)));
  const elements = [...text.matchAll(/<testsuite name="([^"]+)"|<(failure|error|skipped|flakyFailure)([^>]*)>/g)].map(
    ([, cell, element, rest]) => cell ?? `  ${element}${rest}`,
  );
  expect(`\n${elements.join('\n')}\n`).toMatchInlineSnapshot(`
    "
    node=13,postgres=13
      failure message="exit code 1" type="failed"
    node=13,postgres=15
      failure message="exit code 1" type="failed"
    node=13,postgres=17
      failure message="exit code 1" type="failed"
    node=15,postgres=13
      failure message="exit code 1" type="failed"
    node=15,postgres=15
    node=15,postgres=17
    node=20,postgres=13
      skipped message="allowed to fail: exit code 1"/
    node=20,postgres=15
      error message="service db: it exited with code 1 before it was ready" type="not-ready"
    node=20,postgres=17
    "
  `);
});

test('what was written is read, whatever the tests are called and say', async () => {
  const plan = samplePlan({ node: ['13'] });
  const summary = summaryOf(
    plan,
    sampleRun(plan, () => undefined),
  );
  const text = fc.string({ unit: 'binary', maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(text, fc.array(text, { minLength: 1, maxLength: 4 }), async (name, failure) => {
      const result = { name, outcome: 'failed' as const, failure };
      const tests: RunTests = new Map([
        [
          'node=13',
          {
            totals: { passed: 0, failed: 1, flaky: 0, skipped: 0 },
            notGreen: [result],
            outcomeOf: () => 'failed',
            all: () => [result],
            problems: [],
          },
        ],
      ]);
      const report = await readJunit(chunks(junitReport(summary, tests)));
      expect(report.problem).toBeUndefined();
      expect(report.tests.map(({ outcome }) => outcome)).toEqual(['passed', 'failed']);
    }),
    { numRuns: 500 },
  );
});
