// Every example is planned here, whole; test/engine/examples.test.ts runs what examples.ts says of each.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planFile } from '../src/plan/plan-file.ts';
import { examples } from './examples.ts';

const folder = join(import.meta.dirname, '../matrices');

function planOf(name: string, only: readonly string[] = []) {
  const text = readFileSync(join(folder, `${name}.yml`), 'utf8');
  return planFile({ text, shown: name, baseDir: folder, env: {}, only, except: [], extraArgs: [], overrides: {} });
}

test('every matrix file here is one of the examples', () => {
  expect(readdirSync(folder).toSorted()).toEqual(examples.map(({ name }) => `${name}.yml`).toSorted());
});

test.each(examples)('$name is planned', async ({ name, cells, only }) => {
  const { plan } = await planOf(name);
  expect({ cells: plan.cells.length, covered: plan.cover.covered }).toEqual({ cells, covered: plan.cover.tuples });
  expect((await planOf(name, only)).plan.cells.length).toBeGreaterThan(0);
});

test('the pairwise one is some nine of a hundred cells, and has the one that it includes', async () => {
  const { plan } = await planOf('pairwise');
  expect(plan.cover).toEqual({ strength: 2, tuples: 67, covered: 67, product: 108 });
  expect(plan.cells.map(({ id }) => id)).toContain('node=20,postgres=17,timezone=UTC,workers=0,jit=off');
});
