// The examples of matrices/ run for real: some cells of each, or all of them with MATRIX_EXAMPLES=all.

import { beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { examples } from '../examples.ts';
import { matrixRun } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

const whole = process.env.MATRIX_EXAMPLES === 'all';

describe(whole ? 'all cells of' : 'some cells of', () => {
  test.each(examples)('$name pass', { timeout: 1_200_000 }, async ({ name, only, words = [], cells }) => {
    const flags = whole
      ? []
      : [...only.flatMap((selector) => ['--only', selector]), ...(words.length > 0 ? ['--', ...words] : [])];
    const { code, outcomes, stdout } = await leavesNothing(connection, () => matrixRun([name, ...flags]));
    expect(code, stdout).toBe(0);
    expect(new Set(Object.values(outcomes))).toEqual(new Set(['passed']));
    if (whole) expect(Object.keys(outcomes)).toHaveLength(cells);
  });
});
