// action/ is committed, since GitHub runs it as it is checked out: it has to be what the sources say.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundleAction } from '../../scripts/build/bundle-action.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'action');
const bundled = await bundleAction();

test('action/ is current: npm run build:action writes it', async () => {
  expect((await readdir(folder)).toSorted()).toEqual(bundled.map(({ name }) => name).toSorted());
  for (const { name, text } of bundled) {
    const committed = await readFile(join(folder, name), 'utf8');
    // Megabytes are not worth showing.
    expect(`${name} ${committed === text ? 'is current' : 'is stale'}`).toBe(`${name} is current`);
  }
});

test('it says nothing of where it was made', () => {
  for (const { text } of bundled) {
    // Not by a matcher that would print a megabyte.
    for (const place of ['node_modules/', `${root}/src`, `${root}/node_modules`])
      expect(text.includes(place), place).toBe(false);
  }
});
