// Projects of every shape, each with the matrix file that is written for it.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draftMatrix } from '../../src/init/draft-matrix.ts';
import { matrixText } from '../../src/init/matrix-text.ts';
import { type ProjectFiles, projectFiles } from '../../src/init/project-files.ts';
import { planText } from '../plan/plan-text.ts';

const folder = join(import.meta.dirname, 'projects');

describe('a project that is', () => {
  test.each(readdirSync(folder))('%s', async (name) => {
    const root = join(folder, name);
    const { draft, notes } = draftMatrix(projectFiles(root));
    const text = matrixText(draft);
    const told = notes.map((note) => `# ${note}\n`).join('');
    await expect(`${text}\n${told}`).toMatchFileSnapshot(`expected/${name}.yml`);
    const { plan: made } = await planText(text, root);
    expect(made.cells.length).toBeGreaterThan(0);
  });
});

test('an axis value keeps its source text on its way through the file', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 3 }),
      async (values) => {
        // What no YAML can hold is not what this is about.
        fc.pre(values.every((value) => value.trim() !== '' && !/[\p{Cc}\p{Cs}\uFEFF\uFFFD\uFFFE\uFFFF]/u.test(value)));
        const text = matrixText({
          axes: [{ name: 'a', values, why: 'a\nreason' }],
          include: [{ a: 'x', b: values[0] ?? '' }],
          exclude: [],
          image: { kind: 'from', from: 'busybox', setup: [] },
          services: [],
          test: { command: 'true', env: { A: values[0] ?? '' }, secrets: [] },
        });
        const { plan: made } = await planText(text, folder);
        expect(made.cells.slice(0, values.length).map((cell) => cell.values.a)).toEqual(values);
        expect(made.cells[0]?.test.env.A).toBe(values[0]?.includes('${{') ? made.cells[0]?.test.env.A : values[0]);
      },
    ),
  );
});

test('whatever stands in the files, there is a file that can be planned', async () => {
  const names = [
    'package.json',
    'pyproject.toml',
    'composer.json',
    'tox.ini',
    'Dockerfile',
    'compose.yaml',
    '.nvmrc',
    'requirements.txt',
  ];
  const workflow = '.github/workflows/ci.yml';
  const word = fc.constantFrom(
    '"',
    ':',
    '\n',
    '  ',
    '{',
    '}',
    '[',
    ']',
    ',',
    'py39',
    '-',
    'envlist =',
    '[tox]',
    'services:',
    'image: a',
    'jobs:',
    'matrix:',
    'strategy:',
    'node',
    '20',
    '"engines"',
    '${{ x }}',
    'ARG V',
    'FROM a:$V',
    'include:',
    '\0',
    'é',
    '__proto__',
  );
  const text = fc.oneof(
    fc.array(word, { maxLength: 30 }).map((words) => words.join('')),
    fc.string({ maxLength: 60 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.constantFrom(...names, workflow), text), async (contents) => {
      const files: ProjectFiles = {
        read: (path) => (Object.hasOwn(contents, path) ? contents[path] : undefined),
        list: (path) =>
          path === '.'
            ? Object.keys(contents).filter((name) => !name.includes('/'))
            : workflow in contents
              ? ['ci.yml']
              : [],
      };
      const { draft } = draftMatrix(files);
      // A Dockerfile is looked for in the folder itself.
      const image =
        draft.image.kind === 'dockerfile' ? { kind: 'from' as const, from: 'busybox', setup: [] } : draft.image;
      expect((await planText(matrixText({ ...draft, image }), folder)).plan.cells.length).toBeGreaterThan(0);
    }),
    { numRuns: 500 },
  );
});
