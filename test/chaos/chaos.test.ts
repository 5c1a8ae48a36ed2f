// Some random runs with random faults, the same at every time. `npm run test:chaos` makes as many as are wanted.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { testEngine } from '../engine/engine.ts';
import { type Bystanders, createBystanders } from './bystanders.ts';
import { caseOf } from './chaos-case.ts';
import { chaosRun } from './chaos-run.ts';
import { describe } from './fault.ts';

let connection: Connection;
let bystanders: Bystanders;
beforeAll(async () => {
  connection = await testEngine();
  bystanders = await createBystanders(connection.docker, connection.address);
});
afterAll(async () => {
  expect(await bystanders.end()).toEqual([]);
});

const seeds = [1];

test.each(seeds.map((seed) => ({ seed, what: describe(caseOf(seed, '').fault) })))(
  'seed $seed, $what: every promise holds',
  async ({ seed }) => {
    const { violations, yaml } = await chaosRun(caseOf(seed, ''), connection);
    expect([...violations, ...(await bystanders.harm())], yaml).toEqual([]);
  },
);
