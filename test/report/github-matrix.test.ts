import { expect, test } from 'vitest';
import { cutEvenly } from '../../src/matrix/cut-shards.ts';
import { githubMatrix, reservedKeys } from '../../src/report/github-matrix.ts';
import { samplePlan } from './samples/plans.ts';

const cut = (cells: number) => (count: number) => cutEvenly(new Array<string>(cells).fill(''), count);
const numbers = (count: number) => Array.from({ length: count }, (_, at) => String(at));

test('a job a cell', () => {
  const plan = samplePlan({ node: ['13', '20'], postgres: ['17'] });
  expect(githubMatrix(plan, cut(2))).toEqual({
    include: [
      { node: '13', postgres: '17', cell: 'node=13,postgres=17', shard: '1/2' },
      { node: '20', postgres: '17', cell: 'node=20,postgres=17', shard: '2/2' },
    ],
  });
});

test('up to the 256 that GitHub takes', () => {
  const { include } = githubMatrix(samplePlan({ a: numbers(256) }), cut(256));
  expect(include).toHaveLength(256);
  expect(include.at(-1)).toEqual({ a: '255', cell: 'a=255', shard: '256/256' });
});

test('and more cells as 256 jobs of nearly the same size', () => {
  const { include } = githubMatrix(samplePlan({ a: numbers(300) }), cut(300));
  expect(include).toHaveLength(256);
  expect(include[0]).toEqual({ shard: '1/256', cells: '1' });
  expect(include.map(({ cells }) => Number(cells)).reduce((a, b) => a + b)).toBe(300);
  expect(new Set(include.map(({ cells }) => cells))).toEqual(new Set(['1', '2']));
});

test('an axis that is called like what a job has of itself', () => {
  expect(reservedKeys(samplePlan({ shard: ['a'], node: ['13'] }))).toEqual(['shard']);
});
