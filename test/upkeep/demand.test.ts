import { expect, test } from 'vitest';
import type { CellPlan, Limits } from '../../src/model/plan.ts';
import { demandOf } from '../../src/upkeep/demand.ts';

const cell = (id: string, test: Limits, db: Limits) =>
  ({ id, test: { limits: test }, services: { db: { limits: db } } }) as unknown as CellPlan;

test('as many cells count as run at once, those that ask for most', () => {
  const cells = [
    cell('a', { memoryBytes: 100, cpus: 1 }, {}),
    cell('b', { memoryBytes: 200 }, { memoryBytes: 250, cpus: 2 }),
    cell('c', {}, { memoryBytes: 150 }),
  ];
  expect(demandOf({ cells }, 2)).toEqual({
    cells: 3,
    jobs: 2,
    memoryBytes: 600,
    largestMemory: { of: 'the service db of b', value: 250 },
    largestCpus: { of: 'the service db of b', value: 2 },
  });
  expect(demandOf({ cells }, 9)).toMatchObject({ jobs: 3, memoryBytes: 700 });
});

test('what has no limit asks for nothing', () => {
  expect(demandOf({ cells: [cell('a', {}, {})] }, 1)).toEqual({
    cells: 1,
    jobs: 1,
    memoryBytes: 0,
    largestMemory: undefined,
    largestCpus: undefined,
  });
});
