import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import type { RunJson } from '../../src/record/run-json.ts';
import { matrix, matrixRun, root } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

test('the tests of a suite that prints TAP are told, one by one', async () => {
  const { code, outcomes, results, stdout } = await leavesNothing(connection, () =>
    matrixRun(['fixtures/tap/matrix.yml']),
  );
  expect(outcomes).toEqual({ 'node=15': 'failed', 'node=20': 'passed' });
  expect(code).toBe(1);
  expect(results.cells.map(({ tests }) => tests)).toEqual([
    {
      ...{ total: 4, passed: 2, failed: 1, flaky: 0, skipped: 1, problems: [] },
      notGreen: [
        { name: 'lists › are read from their end', outcome: 'failed', failure: ['[1,2].at is not a function'] },
      ],
    },
    { total: 4, passed: 3, failed: 0, flaky: 0, skipped: 1, notGreen: [], problems: [] },
  ]);
  expect(stdout).toMatch(
    /^Tests that are not green everywhere +node +15 20\nlists › are read from their end +✗ {2}✓$/m,
  );
  expect(stdout).toMatch(
    /^✗ failed {2}node=15 {2}lists › are read from their end\n {2}│ \[1,2\]\.at is not a function$/m,
  );
  const recorded = await readFile(join(root, '.matrix/runs', results.run, 'run.json'), 'utf8');
  expect((JSON.parse(recorded) as RunJson).cells).toEqual(results.cells);
});

test('a test that fails and passes when the suite is tried again is flaky, as its cell is', async () => {
  const { code, outcomes, results, stdout } = await leavesNothing(connection, () =>
    matrixRun(['fixtures/tap/flaky.yml']),
  );
  expect(outcomes).toEqual({ 'node=20': 'flaky' });
  expect(code).toBe(0);
  expect(results.cells[0]?.tests).toEqual({
    ...{ total: 5, passed: 3, failed: 0, flaky: 1, skipped: 1, problems: [] },
    notGreen: [
      {
        name: 'words › come at last',
        outcome: 'flaky',
        failure: ['Expected values to be strictly equal:', '', '1 !== 2'],
      },
    ],
  });
  expect(stdout).toMatch(/^words › come at last +≈$/m);
  expect((await matrix(['report', results.run])).stdout).toMatch(/^words › come at last +≈$/m);
});
