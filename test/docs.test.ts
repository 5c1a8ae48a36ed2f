// docs/matrix-file.md: every example in it is planned, and every key of the language is in an example.

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { jsonSchema } from '../src/config/schema.ts';
import { planText } from './plan/plan-text.ts';

const page = await readFile(join(import.meta.dirname, '../docs/matrix-file.md'), 'utf8');
const examples = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => whole(text));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matrix-docs-'));
  await mkdir(join(folder, 'db'));
  await writeFile(join(folder, 'db/schema.sql'), '');
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch AS test\n');
});
afterAll(() => rm(folder, { recursive: true }));

/** With what the page leaves out where it is not about it. */
function whole(text: string): string {
  const has = (key: string) => new RegExp(`^${key}:`, 'm').test(text);
  return [
    text,
    has('axes') || has('include') ? '' : 'axes: { node: [20] }\n',
    has('image') ? '' : 'image: { from: busybox }\n',
    has('test') ? '' : 'test: { command: "true" }\n',
  ].join('');
}

test.each(examples.map((text) => ({ text })))('is planned: $text', async ({ text }) => {
  const { plan } = await planText(text, folder);
  expect(plan.cells.length).toBeGreaterThan(0);
});

type Schema = {
  readonly properties?: Record<string, Schema>;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
};

/** The keys that the schema has, by their paths; `*` stands for any name. Values of axes are anybody's. */
function keysOf(schema: Schema, path: string): readonly string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, sub]) => [
    `${path}/${key}`,
    ...keysOf(sub, `${path}/${key}`),
  ]);
  const any = typeof schema.additionalProperties === 'object' ? keysOf(schema.additionalProperties, `${path}/*`) : [];
  return [...own, ...any, ...(schema.anyOf ?? []).flatMap((sub) => keysOf(sub, path))];
}

function isUsed(key: string, value: unknown): boolean {
  const [, first = '', ...rest] = key.split('/');
  if (first === '') return true;
  if (typeof value !== 'object' || value === null) return false;
  const inner =
    first === '*' ? Object.values(value) : first in value ? [(value as Record<string, unknown>)[first]] : [];
  return inner.some((below) => isUsed(`/${rest.join('/')}`, below));
}

test('every key of the language is in an example', () => {
  const parsed = examples.map((text) => parse(text, { merge: true }) as unknown);
  const keys = keysOf(jsonSchema(), '').filter(
    (key) => !/^\/(?:axes|include|exclude|allow-failure)\/|\/when\//.test(key),
  );
  expect(keys.length).toBeGreaterThan(40);
  expect(keys.filter((key) => !parsed.some((value) => isUsed(key, value)))).toEqual([]);
});

test('a pairwise cover of five axes of three is as small as the page says', async () => {
  const axes = ['a', 'b', 'c', 'd', 'e'].map((name) => `  ${name}: [1, 2, 3]\n`).join('');
  const text = whole(`cover: pairwise\naxes:\n${axes}`);
  const { plan } = await planText(text, folder);
  expect(plan.cells).toHaveLength(11);
});
