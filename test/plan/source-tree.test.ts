import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import dockerignore from '@balena/dockerignore';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIgnoreFilter, ignorePatterns, unreadablePattern } from '../../src/plan/ignore-filter.ts';
import { walkContext } from '../../src/plan/source-tree.ts';

const names = ['a', 'b', 'ab', 'c.js'];
let folder: string;
let all: readonly string[];

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'matrix-tree-')));
  for (const one of names)
    for (const two of names)
      for (const three of names) {
        const path = join(folder, `${one}.d`, `${two}.d`, three);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, '');
      }
  await writeFile(join(folder, 'top.js'), '');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  all = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
});

afterAll(() => rm(folder, { recursive: true }));

async function filesLeft(patterns: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { path, kind } of walkContext(folder, patterns)) if (kind === 'file') found.push(path);
  return found.toSorted();
}

test('the files are those that the patterns leave, though not all folders are walked', async () => {
  const segment = fc.constantFrom('a.d', 'b.d', 'ab.d', 'a', 'c.js', '*', '*.d', '?.d', '**', 'top.js', '[ab].d');
  const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'));
  const pattern = fc.tuple(fc.constantFrom('', '!', '!', '/', '!/'), path).map(([prefix, rest]) => prefix + rest);
  await fc.assert(
    fc.asyncProperty(fc.array(pattern, { maxLength: 5 }), async (patterns) => {
      const filter = dockerignore.default({ ignorecase: false }).add([...patterns]);
      expect(await filesLeft(patterns)).toEqual(all.filter((file) => !filter.ignores(file)));
    }),
    { numRuns: 200 },
  );
});

describe('a folder that is left out', () => {
  test.each<[exceptions: readonly string[], folder: string, walked: boolean]>([
    [[], 'node_modules', false],
    [['!README.md'], 'node_modules', false],
    [['!docs/README.md'], 'node_modules', false],
    [['!node_modules'], 'node_modules/x', false],
    [['!node_modules/x/keep.js'], 'node_modules', true],
    [['!node_modules/x/keep.js'], 'node_modules/x', true],
    [['!node_modules/x/keep.js'], 'node_modules/y', false],
    [['!/node_modules/./x'], 'node_modules', true],
    [['! node_modules/x'], 'node_modules', true],
    [['!*/x'], 'node_modules', true],
    [['!**/*.md'], 'node_modules/deep', true],
    [['!**/*.md'], '.matrix', false],
    [['!**/*.md'], 'ci/.matrix/runs', false],
  ])('with %j: %s is walked: %s', (exceptions, path, walked) => {
    expect(createIgnoreFilter(['*', ...exceptions]).reachesInto(path)).toBe(walked);
  });
});

test.each(['.matrix', '.matrix/runs/1/run.json', 'ci/.matrix', 'ci/.matrix/runs'])('%s is always left out', (path) => {
  expect(createIgnoreFilter(['!.matrix', '!**/.matrix']).ignores(path)).toBe(true);
});

test('an ignore file is read line by line', () => {
  expect(ignorePatterns('\uFEFFnode_modules\r\n# why\n\n  *.log \n!keep.log')).toEqual([
    'node_modules',
    '*.log',
    '!keep.log',
  ]);
});

test.each<[patterns: readonly string[], unreadable: string | undefined]>([
  [['*', '!a', '[ab]', '**/x'], undefined],
  [['a', '[', 'b'], '['],
  [['!'], '!'],
])('of %j, %s cannot be read', (patterns, unreadable) => {
  expect(unreadablePattern(patterns)).toBe(unreadable);
});
