import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TestResult } from '../../src/model/test-result.ts';
import { junitReport } from '../../src/report/junit.ts';
import { readJunit } from '../../src/results/read-junit.ts';
import { cellTests, everyKindOfTest, everyOutcomeSummary, everyOutcomeTests } from './samples/every-outcome.ts';
import { samplePlan } from './samples/plans.ts';
import { sampleRun, summaryOf } from './samples/runs.ts';
import { testsOf } from './samples/tests.ts';

async function* chunks(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

const written = (...of: Parameters<typeof junitReport>) => [...junitReport(...of)].join('');

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
  expect(`\n${written(summaryOf(plan, events), tests)}`).toMatchInlineSnapshot(`
    "
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="todo-api" time="6.320">
    <testsuite name="node=13" tests="4" failures="2" errors="0" skipped="1" time="4.200" timestamp="2026-11-24T10:47:01">
    <properties>
    <property name="matrix.node" value="13"/>
    <property name="matrix:outcome" value="failed"/>
    </properties>
    <testcase name="the suite" classname="node=13" time="4.200">
    <failure message="exit code 1" type="failed">1) settings
    a &lt; b &amp; &quot;c&quot;</failure>
    </testcase>
    <testcase name="settings › fall back" classname="node=13" time="0.000">
    <failure type="failed"/>
    </testcase>
    <testcase name="settings › wait" classname="node=13" time="0.000">
    <flakyFailure type="failed"><stackTrace></stackTrace></flakyFailure>
    </testcase>
    <testcase name="settings › later" classname="node=13" time="0.000">
    <skipped/>
    </testcase>
    </testsuite>
    <testsuite name="node=20" tests="4" failures="0" errors="0" skipped="1" time="4.570" timestamp="2026-11-24T10:47:01">
    <properties>
    <property name="matrix.node" value="20"/>
    <property name="matrix:outcome" value="passed"/>
    </properties>
    <testcase name="the suite" classname="node=20" time="4.570"/>
    <testcase name="settings › fall back" classname="node=20" time="0.000"/>
    <testcase name="settings › wait" classname="node=20" time="0.000">
    <flakyFailure type="failed"><stackTrace></stackTrace></flakyFailure>
    </testcase>
    <testcase name="settings › later" classname="node=20" time="0.000">
    <skipped/>
    </testcase>
    </testsuite>
    </testsuites>
    "
  `);
});

test('every outcome has its elements, with the attempts that it took', () => {
  const text = written(everyOutcomeSummary('killed'), everyOutcomeTests);
  const ofCells = text
    .split('<testsuite ')
    .flatMap((suite) => [
      ...suite.matchAll(
        /^name="([^"]+)"|(<testcase name="the suite"[^>]*\/>|<testcase name="the suite".*?<\/testcase>)/gs,
      ),
    ])
    .map(([, cell, element]) => (cell === undefined ? element : `${cell}:`));
  expect(`\n${ofCells.join('\n')}\n`).toMatchInlineSnapshot(`
    "
    case=passed:
    <testcase name="the suite" classname="case=passed" time="4.200"/>
    case=passed-after-hiccup:
    <testcase name="the suite" classname="case=passed-after-hiccup" time="4.570"/>
    case=flaky:
    <testcase name="the suite" classname="case=flaky" time="4.940">
    <flakyFailure message="exit code 1" type="failed"><stackTrace>first &lt;try&gt;</stackTrace></flakyFailure>
    <flakyFailure message="still running after 1m30s, its timeout" type="timed-out"><stackTrace>second try</stackTrace></flakyFailure>
    <flakyError message="connection reset" type="engine-error"><stackTrace>by peer</stackTrace></flakyError>
    </testcase>
    case=cached:
    <testcase name="the suite" classname="case=cached" time="0.000"/>
    case=failed:
    <testcase name="the suite" classname="case=failed" time="5.680">
    <failure message="exit code 1" type="failed">1 failing
    a &lt; b &amp; &quot;c&quot;</failure>
    </testcase>
    case=failed-thrice:
    <testcase name="the suite" classname="case=failed-thrice" time="6.050">
    <failure message="exit code 2 in each of 3 attempts" type="failed">third try</failure>
    <rerunFailure message="exit code 1" type="failed"><stackTrace>first try</stackTrace></rerunFailure>
    <rerunError message="connection reset" type="engine-error"><stackTrace>by peer</stackTrace></rerunError>
    </testcase>
    case=allowed:
    <testcase name="the suite" classname="case=allowed" time="6.420">
    <skipped message="allowed to fail: exit code 1 in each of 2 attempts"/>
    </testcase>
    case=timed-out:
    <testcase name="the suite" classname="case=timed-out" time="6.790">
    <failure message="still running after 1m30s, its timeout" type="timed-out">still at it</failure>
    </testcase>
    case=out-of-memory:
    <testcase name="the suite" classname="case=out-of-memory" time="7.160">
    <failure message="killed at its memory limit of 512 MiB" type="out-of-memory"/>
    </testcase>
    case=out-of-all-memory:
    <testcase name="the suite" classname="case=out-of-all-memory" time="7.530">
    <failure message="killed at its memory limit" type="out-of-memory"/>
    </testcase>
    case=not-built:
    <testcase name="the suite" classname="case=not-built" time="0.000">
    <error message="image case not-built: step [4/7] RUN npm ci exited with code 1" type="not-built">npm ERR! code EBADENGINE
    npm ERR! engine Unsupported engine
    npm ERR! notsup Required: {&quot;node&quot;:&quot;&gt;=15&quot;}
    npm ERR! notsup Actual:   {&quot;npm&quot;:&quot;6.14.8&quot;,&quot;node&quot;:&quot;v13.14.0&quot;}</error>
    </testcase>
    case=not-ready:
    <testcase name="the suite" classname="case=not-ready" time="8.270">
    <error message="service db: it exited with code 1" type="not-ready">no space left</error>
    </testcase>
    case=engine-error:
    <testcase name="the suite" classname="case=engine-error" time="8.640">
    <rerunFailure message="exit code 1" type="failed"><stackTrace>first try</stackTrace></rerunFailure>
    <error message="connection reset" type="engine-error">by peer</error>
    </testcase>
    case=cancelled:
    <testcase name="the suite" classname="case=cancelled" time="9.010">
    <skipped message="cancelled"/>
    </testcase>
    case=never:
    <testcase name="the suite" classname="case=never" time="0.000">
    <error message="the run was ended before it" type="unfinished"/>
    </testcase>
    "
  `);
});

test('every test has its elements, with the tries that it took', () => {
  const [, suite = ''] = written(everyOutcomeSummary('killed'), everyOutcomeTests).split(
    '<testsuite name="case=flaky"',
  );
  const [, cases] = /<testcase name="the suite".*?<\/testcase>\n(.*?)<\/testsuite>/s.exec(suite) ?? [];
  expect(`\n${cases}`).toMatchInlineSnapshot(`
    "
    <testcase name="adds" classname="case=flaky" time="1.234"/>
    <testcase name="takes" classname="case=flaky" time="0.000"/>
    <testcase name="later" classname="case=flaky" time="0.000">
    <skipped/>
    </testcase>
    <testcase name="says no" classname="case=flaky" time="0.020">
    <failure message="expected &lt;3&gt;" type="failed">  at sum.js:1</failure>
    </testcase>
    <testcase name="breaks" classname="case=flaky" time="0.020">
    <failure message="no database" type="failed"/>
    </testcase>
    <testcase name="never passes" classname="case=flaky" time="0.030">
    <failure message="first" type="failed"/>
    <rerunFailure message="second" type="failed"><stackTrace>  at sum.js:2</stackTrace></rerunFailure>
    <rerunError message="third" type="error"><stackTrace></stackTrace></rerunError>
    </testcase>
    <testcase name="passes at last" classname="case=flaky" time="0.040">
    <flakyFailure message="timed out" type="failed"><stackTrace></stackTrace></flakyFailure>
    <flakyError message="once more" type="error"><stackTrace></stackTrace></flakyError>
    </testcase>
    <testcase name="says nothing" classname="case=flaky" time="0.000">
    <flakyFailure type="failed"><stackTrace></stackTrace></flakyFailure>
    </testcase>
    "
  `);
});

test('what is written of tests is read as it was, but for what JUnit has no room for', async () => {
  const { tests, problem } = await readJunit(chunks(written(everyOutcomeSummary('killed'), everyOutcomeTests)));
  expect(problem).toBeUndefined();
  const prefix = 'case=failed › ';
  const read = tests.filter(({ name }) => name.startsWith(prefix) && name !== `${prefix}the suite`);
  expect(read.map((one) => ({ ...one, name: one.name.slice(prefix.length) }))).toEqual(
    everyKindOfTest.map(({ isError: _, ...one }): TestResult => {
      // The error of a test is a failure here; no time is none; who fails with nothing has the type.
      return { ...one, durationMs: one.durationMs ?? 0, ...(one.name === 'says nothing' && { failure: ['failed'] }) };
    }),
  );
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
      const tests = new Map([['node=13', cellTests([{ name, outcome: 'failed', failure }])]]);
      const report = await readJunit(chunks(written(summary, tests)));
      expect(report.problem).toBeUndefined();
      expect(report.tests.map(({ outcome }) => outcome)).toEqual(['passed', 'failed']);
    }),
    { numRuns: 500 },
  );
});
