import { expect, test } from 'vitest';
import { MatrixError } from '../../src/errors.ts';
import type { PastTimes } from '../../src/model/past-times.ts';
import type { Cover, Plan } from '../../src/model/plan.ts';
import { planDigest } from '../../src/model/plan-digest.ts';
import { takeShard } from '../../src/plan/take-shard.ts';
import { planText } from '../../src/report/plan-text.ts';
import { samplePlan } from '../report/samples/plans.ts';

const axes = { node: ['13', '15', '20'], postgres: ['13', '15', '17'] };
const whole = samplePlan(axes, { skip: (id) => id === 'node=13,postgres=17' });
const style = { columns: 100, colour: false, unicode: true };

function shard(index: number, count: number, times?: PastTimes, plan: Plan = whole): Plan {
  const coverOf = (cells: readonly unknown[]): Cover => ({ ...plan.cover, covered: cells.length });
  return takeShard(plan, { index, count }, coverOf, times);
}

const ids = ({ cells }: Plan) => cells.map(({ id, index }) => `${index} ${id}`);

test('a shard has its cells with the positions of the whole, the images of those, and says what it is a part of', () => {
  const second = shard(2, 3);
  expect(ids(second)).toEqual(['2 node=15,postgres=13', '3 node=15,postgres=15', '4 node=15,postgres=17']);
  expect(second.images.map(({ key }) => key)).toEqual([
    'todo-api:5c1e-15',
    'postgres:13',
    'postgres:15',
    'postgres:17',
  ]);
  expect(second.skipped.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([
    'node=13,postgres=17: excluded by the matrix file',
    'node=13,postgres=13: not in shard 2/3',
    'node=13,postgres=15: not in shard 2/3',
    'node=20,postgres=13: not in shard 2/3',
    'node=20,postgres=15: not in shard 2/3',
    'node=20,postgres=17: not in shard 2/3',
  ]);
  expect(second.cover).toEqual({ ...whole.cover, covered: 3 });
  expect(second.shard).toEqual({
    index: 2,
    count: 3,
    cut: expect.stringMatching(/^[0-9a-f]{8}$/),
    whole: { digest: planDigest(whole), cells: 8, cover: whole.cover },
  });
});

test('past times balance the shards, and the plan says what they let expect', () => {
  const slow = new Map([
    ['node=13,postgres=13', 60_000],
    ['node=15,postgres=13', 20_000],
    ['node=20,postgres=13', 20_000],
  ]);
  const [one, two] = [1, 2].map((index) => shard(index, 2, { cells: slow, imageMs: 0 }));
  expect(one && ids(one)).toEqual(['0 node=13,postgres=13', '1 node=13,postgres=15', '2 node=15,postgres=13']);
  expect(one?.shard?.times).toEqual({ known: 3, expectedMs: 100_000, longestMs: 100_000 });
  expect(two?.shard?.cut).toBe(one?.shard?.cut);
  expect(one && planText(one, style).split('\n').slice(0, 2)).toEqual([
    'todo-api  3 cells, 2 images to build, 2 to pull, 6 skipped',
    `shard 1/2: 3 of 8 cells, cut ${one?.shard?.cut}, 1m40s of work, the longest shard 1m40s, by the times of 3 cells`,
  ]);
});

test('machines agree where they cut in the same way, whatever their paths, variables and jobs are', () => {
  const elsewhere: Plan = {
    ...whole,
    images: whole.images.map((image) => (image.kind === 'build' ? { ...image, context: '/elsewhere' } : image)),
    cells: whole.cells.map((cell) => ({ ...cell, test: { ...cell.test, env: { CI_JOB: '7' } } })),
    run: { jobs: 7, failFast: true },
  };
  const [here] = [1].map((index) => shard(index, 2));
  expect(shard(2, 2).shard?.cut).toBe(here?.shard?.cut);
  expect(shard(2, 3).shard?.cut).not.toBe(here?.shard?.cut);
  const there = { ...elsewhere, cells: elsewhere.cells.map((cell) => ({ ...cell, test: { ...cell.test, env: {} } })) };
  expect(planDigest(there)).toBe(planDigest(whole));
  expect(planDigest(elsewhere)).not.toBe(planDigest(whole));
});

test('a shard that is left without cells is told', () => {
  const error = (() => {
    try {
      return shard(9, 9);
    } catch (why) {
      return why;
    }
  })();
  expect(error).toEqual(new MatrixError('empty-selection', 'Shard 9/9 has no cell', { hint: 'there are 8 to share' }));
});
