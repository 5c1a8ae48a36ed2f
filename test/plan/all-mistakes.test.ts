import { describe, expect, test } from 'vitest';
import { MatrixError } from '../../src/errors.ts';
import { planFile } from '../../src/plan/plan-file.ts';

/** Every mistake that a file is told of, with its place. */
async function mistakes(
  text: string,
  options: { only?: string[]; except?: string[] } = {},
): Promise<readonly string[]> {
  const error = await planFile({
    text,
    shown: 'matrix.yml',
    baseDir: import.meta.dirname,
    env: {},
    only: [],
    except: [],
    extraArgs: [],
    overrides: {},
    ...options,
  }).then(
    () => undefined,
    (why: unknown) => why,
  );
  if (error === undefined) return [];
  if (!(error instanceof MatrixError)) throw error;
  if (error.diagnostics.length === 0) return [`${error.code}: ${error.message} (${error.hint})`];
  return error.diagnostics.map(
    ({ place, message, hint }) => `${place.line}:${place.column} ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
}

const tail = 'image: { from: "node:${{ matrix.node }}" }\ntest: { command: npm test }\n';

describe('all mistakes of a file are told at once', () => {
  test('of the syntax tree, the schema, the selectors, the expressions and the files', async () => {
    const text = `axes:
  node: [13, 15, 13]
  postgres: [13, 15]
exclude:
  - { nod: 13 }
  - { node: 14, postgres: ">=x" }
allow-failure: [{ node: 15, postgres: ">99" }]
image: { from: "node:\${{ matrx.node }}" }
services:
  db: { image: "postgres:\${{ matrix.pg }}", when: { postgres: 16 }, ready: { timeout: soon } }
test:
  command: npm test
  timeout: 10 parsecs
  retrys: 2
`;
    expect(await mistakes(text)).toEqual([
      '2:18 the axis "node" has the value "13" twice (keep one of them)',
      '5:12 no cell has "nod" (did you mean "node"?)',
      '6:13 "node" has no value "14" (did you mean "13"?)',
      '6:27 ">=x" compares with what is no version (such as ">=15 <20")',
      '7:39 no value of "postgres" is >99 (its values: 13, 15)',
      '8:16 ${{ matrx.node }} is no expression of a matrix file (did you mean ${{ matrix.node }}?)',
      '10:16 ${{ matrix.pg }}: no cell has "pg" (cells have node, postgres)',
      '10:63 "postgres" has no value "16" (did you mean "13"?)',
      '10:87 expected a duration such as 500ms, 90s, 10m or 1h, found "soon"',
      '13:12 expected a duration such as 500ms, 90s, 10m or 1h, found "10 parsecs"',
      '14:3 "retrys" is no key of "test" (did you mean "retries"?)',
    ]);
  });

  test('and what keeps cells from being made does not hide the rest', async () => {
    const text = `axes: { node: [13, 15] }
exclude: [{ nod: 13 }]
allow-failure: [{ node: 16 }]
image: { from: "node:\${{ matrx.node }}" }
services:
  Db: { image: "postgres" }
  cache: { image: "redis:\${{ matrix.redis }}", when: { node: ">99" } }
test: { command: npm test, pass-env: [NPM_TOKEN] }
`;
    expect(await mistakes(text)).toEqual([
      '2:18 no cell has "nod" (did you mean "node"?)',
      '3:25 "node" has no value "16" (did you mean "13"?)',
      '4:16 ${{ matrx.node }} is no expression of a matrix file (did you mean ${{ matrix.node }}?)',
      `6:3 "Db": a service's name is its host name: small letters, digits and -, beginning with a letter`,
      '7:19 ${{ matrix.redis }}: no cell has "redis" (cells have node)',
      '7:62 no value of "node" is >99 (its values: 13, 15)',
      '8:39 NPM_TOKEN is not set in the environment (set it, or write NPM_TOKEN? where it may be unset)',
    ]);
  });
});

describe('a mistake has no echo', () => {
  test.each([
    {
      name: 'an axis that is no list',
      text: `axes: { node: 13, os: [a] }\nexclude: [{ node: 15, os: a }]\n${tail}`,
      says: ['1:15 expected a list of values, found "13" (one value is written node: [13])'],
    },
    {
      name: 'a value that is none',
      text: `axes: { node: [13, { version: 15 }] }\nexclude: [{ node: v15 }]\n${tail}`,
      says: ['1:20 item 2 of "node" has no "name" (expected a text)'],
    },
    {
      name: 'a misspelt "axes"',
      text: `axs: { node: [13] }\nexclude: [{ node: 15 }]\n${tail}`,
      says: ['1:1 "axs" is no key of a matrix file (did you mean "axes"?)'],
    },
    {
      name: 'an include that is none',
      text: `axes: { node: [13] }\ninclude: [{ node: 15, os: [a] }]\nallow-failure: [{ os: a }]\n${tail}`,
      says: ['2:23 expected a text, or a map that has a "name", found a list'],
    },
    {
      name: 'a key that is there twice',
      text: `axes: { node: [13], node: [15] }\nexclude: [{ node: 15 }]\n${tail}`,
      says: ['1:21 "node" is here twice (keep one of them)'],
    },
    {
      name: 'an image that is none',
      text: 'axes: { node: [13] }\nimage: { setup: [npm ci] }\ntest: { command: npm test }\n',
      says: ['2:10 "setup" needs "from"; a Dockerfile has its own steps'],
    },
    {
      name: 'a test that is not there',
      text: 'axes: { node: [13] }\nimage: { from: node }\n',
      says: ['1:1 the file has no "test" (expected a map)'],
    },
  ])('$name', async ({ text, says }) => {
    expect(await mistakes(text)).toEqual(says);
  });
});

test('a value that would be another line of the Dockerfile is none of an image', async () => {
  const text = 'axes: { v: ["a\\nRUN evil"] }\nimage: { from: "alpine:${{ matrix.v }}" }\ntest: { command: x }\n';
  expect(await mistakes(text)).toEqual([
    '2:16 "alpine:a\\nRUN evil" is no name of an image, in the cell v=a\nRUN evil',
  ]);
});

describe('a selector that matches nothing', () => {
  const matrix = `axes: { node: [13, 15], postgres: [13, 17] }\nexclude: [{ node: 13, postgres: 17 }]\n`;
  test.each([
    {
      name: 'of allow-failure names the nearest cell',
      text: `${matrix}allow-failure: [{ node: 13, postgres: 17 }]\n${tail}`,
      says: ['3:17 no cell matches "node=13,postgres=17" (the nearest is node=13,postgres=13)'],
    },
    {
      name: 'of a service does too',
      text: `${matrix}${tail}services: { db: { image: a, when: { node: "<15", postgres: ">=15" } } }\n`,
      says: ['5:29 no cell matches "node<15,postgres>=15" (the nearest is node=13,postgres=13)'],
    },
    {
      name: 'by a comparison says what there is',
      text: `${matrix}${tail}services: { db: { image: a, when: { node: ">=18" } } }\n`,
      says: ['5:43 no value of "node" is >=18 (its values: 13, 15)'],
    },
    {
      name: 'in a cover is judged by the whole matrix',
      text: `cover: 2\naxes: { a: [1, 2], b: [1, 2], c: [1, 2] }\nallow-failure: [{ a: 1, b: 1, c: 1 }, { a: 1, b: 1, c: 2 }]\nimage: { from: x }\ntest: { command: x }\n`,
      says: [],
    },
    {
      name: 'in a cover and in the whole matrix is wrong',
      text: `cover: 2\naxes: { a: [1, 2], b: [1, 2], c: [1, 2] }\nexclude: [{ a: 1, b: 1 }]\nallow-failure: [{ a: 1, b: 1, c: 1 }]\nimage: { from: x }\ntest: { command: x }\n`,
      says: ['4:17 no cell matches "a=1,b=1,c=1" (the nearest is a=1,b=2,c=1)'],
    },
  ])('$name', async ({ text, says }) => {
    expect(await mistakes(text)).toEqual(says);
  });

  test.each([
    {
      only: ['node=13,postgres=17'],
      says: "empty-selection: --only 'node=13,postgres=17': no cell matches (node=13,postgres=17 is excluded by node=13,postgres=17)",
    },
    {
      only: ['node=13', 'node=15,postgres>17'],
      says: 'usage: --only \'node=15,postgres>17\': no value of "postgres" is >17 (its values: 13, 17)',
    },
    { only: ['node=13|99'], says: 'usage: --only \'node=13|99\': "node" has no value "99" (values: 13, 15)' },
    { except: ['node!=99'], says: 'usage: --except \'node!=99\': "node" has no value "99" (values: 13, 15)' },
    {
      except: ['node=13,postgres>=15'],
      says: "usage: --except 'node=13,postgres>=15': no cell matches (node=13,postgres=17 is excluded by node=13,postgres=17)",
    },
    {
      only: ['node=13'],
      except: ['postgres=13'],
      says: 'empty-selection: No cell of matrix.yml is left to run (of 3, the selection leaves none)',
    },
  ])('on the command line: $only $except', async ({ says, ...options }) => {
    expect(await mistakes(`${matrix}${tail}`, options)).toEqual([says]);
  });
});

describe('a matrix that is too large', () => {
  const axes = (names: string) =>
    `axes:\n${[...names].map((name) => `  ${name}: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]\n`).join('')}`;
  test.each([
    {
      name: 'a billion cells',
      text: `${axes('abcdefghi')}image: { from: x }\ntest: { command: x }\n`,
      says: [
        '1:1 the axes give 1,000,000,000 cells, and at most 1,000,000 can be planned ("cover: pairwise" runs every pair of values in a few of them)',
      ],
    },
    {
      name: 'a cover of too many tuples',
      text: `cover: 6\n${axes('abcdefghijklmn')}image: { from: x }\ntest: { command: x }\n`,
      says: [
        '1:8 a cover of strength 6 would have to hold 3,003,000,000 combinations of values, and at most 2,000,000 can be planned (a lower strength, such as 5, holds fewer)',
      ],
    },
  ])('$name', async ({ text, says }) => {
    expect(await mistakes(text)).toEqual(says);
  });
});
