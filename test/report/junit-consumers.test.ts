// Programs of others read the reports, and find in them what the run knows.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as junitToJson } from 'junit2json';
import parser from 'test-results-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { junitReport } from '../../src/report/junit.ts';
import { everyOutcomeSummary, everyOutcomeTests } from './samples/every-outcome.ts';

const summary = everyOutcomeSummary('killed');
const document = [...junitReport(summary, everyOutcomeTests)].join('');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matrix-junit-'));
  await writeFile(join(folder, 'report.xml'), document);
});
afterAll(() => rm(folder, { recursive: true }));

describe('test-results-parser', () => {
  const read = () => parser.parse({ type: 'junit', files: [join(folder, 'report.xml')] });

  test('counts the run and its cells', () => {
    const { name, total, passed, failed, errors, skipped, status, suites } = read();
    expect({ name, total, passed, failed, errors, skipped, status }).toMatchInlineSnapshot(`
      {
        "errors": 4,
        "failed": 17,
        "name": "todo-api",
        "passed": 24,
        "skipped": 10,
        "status": "FAIL",
        "total": 45,
      }
    `);
    expect(
      suites.map(
        (suite) =>
          `${suite.name}: ${suite.passed} of ${suite.total}, ${suite.failed} failed, ${suite.errors} errors, ${suite.skipped} skipped`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "case=passed: 5 of 8, 3 failed, 0 errors, 1 skipped",
        "case=passed-after-hiccup: 1 of 1, 0 failed, 0 errors, 0 skipped",
        "case=flaky: 5 of 8, 3 failed, 0 errors, 1 skipped",
        "case=cached: 1 of 1, 0 failed, 0 errors, 0 skipped",
        "case=failed: 4 of 8, 4 failed, 0 errors, 1 skipped",
        "case=failed-thrice: 4 of 8, 4 failed, 0 errors, 1 skipped",
        "case=allowed: 4 of 4, 0 failed, 0 errors, 5 skipped",
        "case=timed-out: 0 of 1, 1 failed, 0 errors, 0 skipped",
        "case=out-of-memory: 0 of 1, 1 failed, 0 errors, 0 skipped",
        "case=out-of-all-memory: 0 of 1, 1 failed, 0 errors, 0 skipped",
        "case=not-built: 0 of 1, 0 failed, 1 errors, 0 skipped",
        "case=not-ready: 0 of 1, 0 failed, 1 errors, 0 skipped",
        "case=engine-error: 0 of 1, 0 failed, 1 errors, 0 skipped",
        "case=cancelled: 0 of 0, 0 failed, 0 errors, 1 skipped",
        "case=never: 0 of 1, 0 failed, 1 errors, 0 skipped",
      ]
    `);
  });

  test('tells each test of a cell', () => {
    const suite = read().suites.find(({ name }) => name === 'case=failed');
    expect(suite?.metadata).toEqual({ 'matrix.case': 'failed', 'matrix:outcome': 'failed' });
    expect(
      suite?.cases.map((one) => [one.name, one.status, one.duration, one.failure, one.stack_trace]),
    ).toMatchInlineSnapshot(`
      [
        [
          "the suite",
          "FAIL",
          5680,
          "exit code 1",
          "1 failing
      a < b & "c"",
        ],
        [
          "adds",
          "PASS",
          1234,
          "",
          "",
        ],
        [
          "takes",
          "PASS",
          0,
          "",
          "",
        ],
        [
          "later",
          "SKIP",
          0,
          "",
          "",
        ],
        [
          "says no",
          "FAIL",
          20,
          "expected <3>",
          "at sum.js:1",
        ],
        [
          "breaks",
          "FAIL",
          20,
          "no database",
          "",
        ],
        [
          "never passes",
          "FAIL",
          30,
          "first",
          "",
        ],
        [
          "passes at last",
          "PASS",
          40,
          "",
          "",
        ],
        [
          "says nothing",
          "PASS",
          0,
          "",
          "",
        ],
      ]
    `);
  });
});

describe('junit2json', () => {
  const read = async () => {
    const result = await junitToJson(document);
    if (!result || !('testsuite' in result)) throw new Error('it is no report of suites');
    return result.testsuite ?? [];
  };

  test('counts the cells', async () => {
    const suites = await read();
    expect(suites.map(({ name }) => name)).toEqual(summary.cells.map(({ cell }) => cell.id));
    const sum = (key: 'tests' | 'failures' | 'errors' | 'skipped') =>
      suites.reduce((all, suite) => all + (suite[key] ?? 0), 0);
    expect({
      tests: sum('tests'),
      failures: sum('failures'),
      errors: sum('errors'),
      skipped: sum('skipped'),
    }).toMatchInlineSnapshot(`
      {
        "errors": 4,
        "failures": 17,
        "skipped": 10,
        "tests": 55,
      }
    `);
    for (const { tests, failures, errors, skipped, testcase = [] } of suites) {
      expect({ tests, failures, errors, skipped }).toEqual({
        tests: testcase.length,
        failures: testcase.filter((one) => one.failure).length,
        errors: testcase.filter((one) => one.error).length,
        skipped: testcase.filter((one) => one.skipped).length,
      });
    }
  });

  test('tells each test of a cell', async () => {
    const suite = (await read()).find(({ name }) => name === 'case=failed-thrice');
    expect(suite?.properties).toEqual([
      { name: 'matrix.case', value: 'failed-thrice' },
      { name: 'matrix:outcome', value: 'failed' },
    ]);
    expect(suite?.time).toBe(6.05);
    expect(
      suite?.testcase?.map(({ name, classname, time, failure, error, skipped }) => [
        name,
        classname,
        time,
        failure?.[0] ?? error?.[0] ?? (skipped ? 'skipped' : 'passed'),
      ]),
    ).toMatchInlineSnapshot(`
      [
        [
          "the suite",
          "case=failed-thrice",
          6.05,
          {
            "inner": "third try",
            "message": "exit code 2 in each of 3 attempts",
            "type": "failed",
          },
        ],
        [
          "adds",
          "case=failed-thrice",
          1.234,
          "passed",
        ],
        [
          "takes",
          "case=failed-thrice",
          0,
          "passed",
        ],
        [
          "later",
          "case=failed-thrice",
          0,
          "skipped",
        ],
        [
          "says no",
          "case=failed-thrice",
          0.02,
          {
            "inner": "  at sum.js:1",
            "message": "expected <3>",
            "type": "failed",
          },
        ],
        [
          "breaks",
          "case=failed-thrice",
          0.02,
          {
            "message": "no database",
            "type": "failed",
          },
        ],
        [
          "never passes",
          "case=failed-thrice",
          0.03,
          {
            "message": "first",
            "type": "failed",
          },
        ],
        [
          "passes at last",
          "case=failed-thrice",
          0.04,
          "passed",
        ],
        [
          "says nothing",
          "case=failed-thrice",
          0,
          "passed",
        ],
      ]
    `);
  });
});
