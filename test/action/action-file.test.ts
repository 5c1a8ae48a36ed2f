// action.yml says what the code reads and sets.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { outputNames } from '../../src/action/outputs.ts';
import { inputNames, readInputs } from '../../src/action/read-inputs.ts';

const root = join(import.meta.dirname, '../..');

type Described = Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
type ActionFile = {
  readonly inputs: Described;
  readonly outputs: Described;
  readonly runs: { readonly using: string; readonly main: string };
};

const action = parse(await readFile(join(root, 'action.yml'), 'utf8')) as ActionFile;

test('its inputs and outputs are those of the code', () => {
  expect(Object.keys(action.inputs)).toEqual(inputNames);
  expect(Object.keys(action.outputs)).toEqual(outputNames);
});

test('each says what it is, and none is a word that a runner takes for another', () => {
  for (const [name, { description }] of Object.entries({ ...action.inputs, ...action.outputs })) {
    expect(name).toMatch(/^[a-z][a-z-]*$/);
    expect(description).toMatch(/^\S.{10,}\.$/s);
  }
});

test('its defaults are those of the code', () => {
  const given = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? '']));
  expect(readInputs((name) => given[name] ?? '')).toEqual(readInputs(() => ''));
});

test('it runs on Node 24, from a file that is there', async () => {
  expect(action.runs).toEqual({ using: 'node24', main: 'action/index.js' });
  await readFile(join(root, action.runs.main));
});

test('the reference of its inputs and outputs has all of them', async () => {
  const page = await readFile(join(root, 'docs/github-action.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
  expect(rows).toEqual([...inputNames, ...outputNames]);
});
