// The reports against the schemas that others have for them: Jenkins' of the whole document, Surefire's of each suite.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import type { Summary } from '../../src/model/summary.ts';
import type { RunTests, TestOutcome, TestResult } from '../../src/model/test-result.ts';
import { junitReport } from '../../src/report/junit.ts';
import { cellTests, everyOutcomeSummary, everyOutcomeTests } from './samples/every-outcome.ts';
import { samplePlan } from './samples/plans.ts';
import { sampleRun, summaryOf } from './samples/runs.ts';

const schemaOf = (name: string) => readFileSync(join(import.meta.dirname, 'schemas', name), 'utf8');
const jenkins = schemaOf('junit-10.xsd');
const surefire = schemaOf('surefire-test-report.xsd');

/** What is wrong with the documents, in sentences. */
async function mistakes(documents: readonly string[], schema: string): Promise<readonly string[]> {
  const xml = documents.map((contents, at) => ({ fileName: `${at}.xml`, contents }));
  const { errors, valid } = await validateXML({ xml, schema, maxMemoryPages: 4096 });
  expect(valid).toBe(errors.length === 0);
  return errors.flatMap(({ loc, message }) => (loc ? [message] : []));
}

function suitesOf(document: string): readonly string[] {
  return [...document.matchAll(/^<testsuite .*?^<\/testsuite>$/gms)].map(([suite]) => suite);
}

async function expectValid(summary: Summary, tests?: RunTests): Promise<void> {
  const document = [...junitReport(summary, tests)].join('');
  const suites = suitesOf(document);
  expect(suites).toHaveLength(summary.cells.length);
  expect(await mistakes([document], jenkins)).toEqual([]);
  expect(await mistakes(suites, surefire)).toEqual([]);
}

test('the schemas find what is wrong', async () => {
  const wrong = '<testsuite name="a" tests="1" errors="0" failures="0" skipped="0"><testcase/></testsuite>';
  expect(await mistakes([wrong], jenkins)).toHaveLength(1);
  expect(await mistakes([wrong, wrong], surefire)).toHaveLength(4);
});

test.each(['killed', 'finished'] as const)('every outcome, of a run that was %s', async (state) => {
  await expectValid(everyOutcomeSummary(state));
  await expectValid(everyOutcomeSummary(state), everyOutcomeTests);
});

test('a run of which nothing has happened', async () => {
  await expectValid(summaryOf(samplePlan({ node: ['13', '15'] }), []));
});

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom(
      '<',
      '>',
      '&',
      '"',
      "'",
      ']]>',
      '<!--',
      '\n',
      '\t',
      '\0',
      '\u001b[31m',
      '\ud800',
      '\ufffe',
      'é',
      '💥',
    ),
  }),
);
const failedTry = fc.record(
  { failure: fc.array(hostile, { maxLength: 3 }), isError: fc.constant(true as const) },
  { requiredKeys: ['failure'] },
);
const anyTest: fc.Arbitrary<TestResult> = fc.record(
  {
    name: hostile,
    outcome: fc.constantFrom<TestOutcome>('passed', 'failed', 'flaky', 'skipped'),
    durationMs: fc.nat({ max: 2 ** 32 - 2 }),
    failure: fc.array(hostile, { maxLength: 3 }),
    isError: fc.constant(true as const),
    reruns: fc.array(failedTry, { maxLength: 3 }),
  },
  { requiredKeys: ['name', 'outcome'] },
);

test('whatever axes, suites and tests are called and say', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(hostile, { minLength: 1, maxLength: 3 }),
      fc.array(hostile, { maxLength: 3 }),
      fc.array(anyTest, { maxLength: 30 }),
      async (values, tail, results) => {
        const plan = samplePlan({ node: [...new Set(values)] }, { name: values[0] ?? '' });
        const outcome = { kind: 'failed', exitCode: 1 } as const;
        const summary = summaryOf(
          plan,
          sampleRun(plan, () => ({ outcome, tail, before: [{ outcome, tail }] })),
        );
        const tests = new Map(plan.cells.map(({ id }) => [id, cellTests(results)]));
        await expectValid(summary, tests);
      },
    ),
    { numRuns: 30 },
  );
});
