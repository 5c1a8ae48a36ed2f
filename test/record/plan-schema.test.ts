import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planFile } from '../../src/plan/plan-file.ts';
import { planJsonSchema } from '../../src/record/plan-schema.ts';
import { validatorOf } from './validator.ts';

const schema = planJsonSchema();
const { open, mistakes } = validatorOf(schema);
const root = join(import.meta.dirname, '../..');
const matrices = join(root, 'matrices');

function plan(text: string) {
  return planFile({
    text,
    shown: 'matrix.yml',
    baseDir: matrices,
    env: {},
    only: [],
    except: [],
    extraArgs: [],
    overrides: {},
  });
}

test('plan.schema.json is what plans go by', () => {
  // When it is not: npm run build && node_modules/.bin/node dist/cli.js schema plan > plan.schema.json
  expect(readFileSync(join(root, 'plan.schema.json'), 'utf8')).toBe(`${JSON.stringify(schema, null, 2)}\n`);
});

test.each(readdirSync(matrices).filter((name) => name.endsWith('.yml')))('the plan of %s is valid', async (name) => {
  expect(mistakes((await plan(readFileSync(join(matrices, name), 'utf8'))).plan)).toEqual([]);
});

test('so is one with all that a cell may have', async () => {
  const text = `
axes: { node: [20, { name: x, ports: [1, { a: 2 }] }] }
exclude: [{ node: x }]
image: { from: busybox }
services:
  a: { image: a, ready: { http: { port: 80, status: 204 } }, command: serve, limits: { memory: 1.5g, cpus: 0.5, pids: 9 } }
  b: { image: b, ready: { command: [is, ready] }, tmpfs: [/data], env: { A: b } }
  c: { image: c, ready: { log: [one, two], timeout: 0.5s } }
  d: { image: d, ready: { healthcheck: true } }
  e: { image: e, ready: { tcp: 5432 } }
test: { command: "true", retries: 2, results: "*.xml", tap: stdout, artifacts: [a], internet: false, secrets: ["TOKEN?"], timeout: 1.5s }
run: { jobs: 3, fail-fast: true }
`;
  expect(mistakes((await plan(text)).plan)).toEqual([]);
});

test('what is no plan is not valid', async () => {
  const { plan: good } = await plan('axes: { a: [1] }\nimage: { from: b }\ntest: { command: c }\n');
  expect(open(good)).toBe(true);
  expect(open({ ...good, schemaVersion: 2 })).toBe(false);
  expect(open({ ...good, cells: good.cells.map(({ test: _, ...cell }) => cell) })).toBe(false);
  expect(open({ ...good, images: [{ kind: 'bought', key: 'a' }] })).toBe(false);
});
