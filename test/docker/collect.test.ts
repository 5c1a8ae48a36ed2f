// Archives that no engine makes of a suite's folder unless somebody means harm.

import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { type Header, pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { type CollectLimits, collectFiles } from '../../src/docker/collect.ts';

type Entry = Partial<Header> & { readonly name: string; readonly content?: string };

/** A container whose archive has these entries. After one that has a size and no content nothing comes any more. */
function containerWith(entries: Iterable<Entry>): Docker.Container {
  const archive = pack();
  for (const { content, ...header } of entries) {
    if (header.size === undefined) archive.entry(header, content ?? '');
    else archive.entry(header);
  }
  archive.finalize();
  return {
    inspect: async () => ({ Config: { WorkingDir: '/app' } }),
    getArchive: async () => Readable.from(archive),
  } as unknown as Docker.Container;
}

async function collected(entries: Iterable<Entry>, limits?: CollectLimits) {
  const files: Record<string, string> = {};
  const result = await collectFiles(
    containerWith(entries),
    ['out/**/*.txt'],
    async (path, content) => {
      let text = '';
      for await (const chunk of content) text += Buffer.from(chunk).toString();
      files[path] = text;
    },
    limits,
  );
  return { ...result, taken: files };
}

test('names that lead out of the folder, links, and what is no file are passed over', async () => {
  const { taken, truncated } = await collected([
    { name: 'out', type: 'directory' },
    { name: 'out/good.txt', content: 'good' },
    { name: '/etc/passwd', content: 'bad' },
    { name: '../up.txt', content: 'bad' },
    { name: 'out/../../up.txt', content: 'bad' },
    { name: 'out/../beside.txt', content: 'bad' },
    { name: 'out/link', type: 'symlink', linkname: '/etc/passwd' },
    { name: 'out/hard', type: 'link', linkname: '/etc/shadow' },
    { name: 'out/link/below.txt', content: 'a file below a link is a file of that name' },
    { name: 'out/null', type: 'character-device', devmajor: 1, devminor: 3 },
    { name: 'out/disk', type: 'block-device', devmajor: 8, devminor: 0 },
    { name: 'out/pipe', type: 'fifo' },
    { name: 'out/good.txt', content: 'twice' },
  ]);
  expect(taken).toEqual({
    'out/good.txt': 'good',
    'out/link/below.txt': 'a file below a link is a file of that name',
  });
  expect(truncated).toBe(false);
});

const limits: CollectLimits = { files: 3, bytes: 100, entries: 20, passedBytes: 1_000 };
const small = (count: number): readonly Entry[] =>
  Array.from({ length: count }, (_, at) => ({ name: `out/${at}.txt`, content: 'x' }));

test.each<[what: string, entries: readonly Entry[], taken: number, truncated: boolean]>([
  ['as many files as are taken', small(3), 3, false],
  ['more', small(4), 3, true],
  ['as many files, and others beside them', [...small(3), { name: 'out/a.log', content: 'x' }], 3, false],
  ['a file that is too large', [{ name: 'out/big.txt', content: 'x'.repeat(101) }, ...small(1)], 0, true],
  [
    'one that is too large together with others',
    [...small(2), { name: 'out/big.txt', content: 'x'.repeat(99) }],
    2,
    true,
  ],
  [
    'many that nobody asked for',
    Array.from({ length: 21 }, (_, at) => ({ name: `out/${at}.log`, content: '' })),
    0,
    true,
  ],
  [
    'a large one that nobody asked for',
    [...small(1), { name: 'out/big.log', content: 'x'.repeat(1_001) }, ...small(3)],
    1,
    true,
  ],
])('%s', async (_, entries, taken, truncated) => {
  const result = await collected(entries, limits);
  expect({ files: result.files, truncated: result.truncated }).toEqual({ files: taken, truncated });
});

test('a file of 10 GB is left where it is, before it comes', async () => {
  const result = await collected([...small(1), { name: 'out/sparse.txt', size: 10 * 1024 ** 3 }]);
  expect(result).toEqual({ files: 1, truncated: true, taken: { 'out/0.txt': 'x' } });
});
