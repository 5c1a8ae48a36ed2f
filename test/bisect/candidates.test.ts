import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { candidatesOf } from '../../src/bisect/candidates.ts';
import { planFile } from '../../src/plan/plan-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matrix-candidates-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function along(axis: string, text: string, more: { values?: readonly string[]; only?: readonly string[] } = {}) {
  const planned = await planFile({
    text: `${text}\nimage: { from: "node:\${{ matrix.node }}" }\ntest: { command: "true" }\n`,
    shown: 'matrix.yml',
    baseDir: folder,
    env: {},
    only: more.only ?? [],
    except: [],
    extraArgs: [],
    overrides: {},
    along: { axis, values: more.values },
  });
  const { found, lacking } = candidatesOf(axis, planned.axes, planned.plan);
  return { found: found.map(({ value, cell }) => `${value}: ${cell.id}`), lacking };
}

const axes = 'axes: { node: [13, 15, 20], postgres: [13, 17] }';

describe('values', () => {
  test('as written, one cell each', async () => {
    expect(await along('node', axes, { only: ['postgres=17'] })).toEqual({
      found: ['13: node=13,postgres=17', '15: node=15,postgres=17', '20: node=20,postgres=17'],
      lacking: [],
    });
  });

  test('others than written; what the file says of those that are not there is no mistake', async () => {
    const text = `${axes}
exclude: [{ node: 13, postgres: 17 }, { node: "<15", postgres: 13 }]
include: [{ node: 20, postgres: 17, coverage: "true" }, { node: 22, postgres: 17 }]
allow-failure: [{ node: 13 }]
cover: pairwise`;
    expect(await along('node', text, { values: ['14', '15', '3.10'], only: ['postgres=17'] })).toEqual({
      found: ['14: node=14,postgres=17', '15: node=15,postgres=17', '3.10: node=3.10,postgres=17'],
      lacking: [],
    });
  });

  test('that have no cell are told, with the reason', async () => {
    const text = `${axes}\nexclude: [{ node: 13, postgres: 17 }]`;
    expect(await along('node', text, { only: ['postgres=17'] })).toEqual({
      found: ['15: node=15,postgres=17', '20: node=20,postgres=17'],
      lacking: [{ value: '13', reason: 'excluded by node=13,postgres=17; not selected by --only' }],
    });
  });

  test('that are maps are meant by their names', async () => {
    const text = 'axes: { node: [{ name: old, tag: 13 }, { name: new, tag: 20 }] }';
    expect((await along('node', text, { values: ['new', 'old'] })).found).toEqual(['new: node=new', 'old: node=old']);
    await expect(along('node', text, { values: ['20'] })).rejects.toThrow(
      'The values of "node" are maps, and none of them is called "20"',
    );
  });
});

describe('what is refused', () => {
  test('another axis is open', async () => {
    await expect(along('node', axes)).rejects.toMatchObject({
      message: 'A bisection along "node" changes nothing else, and "postgres" is open',
      hint: "choose its value, such as --only 'postgres=13'",
    });
  });

  test('another axis changes on the way, though each value has one cell', async () => {
    const text =
      'axes: { node: [13, 20], postgres: [13, 17] }\nexclude: [{ node: 13, postgres: 17 }, { node: 20, postgres: 13 }]';
    await expect(along('node', text)).rejects.toThrow('and "postgres" is open');
  });

  test('a value that two cells have', async () => {
    const included = 'exclude: [{ node: 22 }]\ninclude: [{ node: 22, x: a }, { node: 22, x: b }]';
    await expect(along('node', `axes: { node: [13, 22] }\n${included}`)).rejects.toMatchObject({
      message: 'Two cells have node=22: node=22,x=a, and node=22,x=b',
      hint: 'leave one of them out with --except',
    });
  });

  test('no such axis', async () => {
    await expect(along('nod', axes)).rejects.toMatchObject({
      message: 'The matrix has no axis "nod"',
      hint: 'did you mean "node"?',
    });
  });
});
