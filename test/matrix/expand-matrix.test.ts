import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandMatrix, type MatrixInput } from '../../src/matrix/expand-matrix.ts';
import { type Values, valueText } from '../../src/model/cell.ts';

const axis = (name: string, ...values: string[]) => ({ name, values });
const nodes = axis('node', '13', '15', '20');
const databases = axis('postgres', '13', '15', '17');

const nothing: MatrixInput = { axes: [], exclude: [], include: [], cover: 'all' };

function ids(input: Partial<MatrixInput>): readonly string[] {
  const { cells, problems } = expandMatrix({ ...nothing, ...input });
  expect(problems).toEqual([]);
  return cells.map(({ id }) => id);
}

function problems(input: Partial<MatrixInput>) {
  return expandMatrix({ ...nothing, ...input }).problems.map(
    ({ path, message, hint }) => `${path.join('.')}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
}

describe('the product', () => {
  test('is in the order written, the first axis slowest', () => {
    expect(ids({ axes: [axis('b', '2', '1'), axis('a', 'x', 'y')] })).toEqual([
      'b=2,a=x',
      'b=2,a=y',
      'b=1,a=x',
      'b=1,a=y',
    ]);
  });

  test('of object values goes by their names', () => {
    const db = {
      name: 'db',
      values: [
        { name: 'pg15', image: 'postgres:15' },
        { name: 'my8', image: 'mysql:8' },
      ],
    };
    expect(ids({ axes: [db] })).toEqual(['db=pg15', 'db=my8']);
  });

  test('without axes is empty', () => {
    expect(ids({})).toEqual([]);
  });
});

describe('exclude', () => {
  test('drops what any of its selectors matches, and says by which', () => {
    const { cells, skipped } = expandMatrix({
      ...nothing,
      axes: [nodes, databases],
      exclude: [
        { node: '13', postgres: '17' },
        { node: '<20', postgres: '>=16' },
      ],
      include: [],
    });
    expect(cells).toHaveLength(7);
    expect(skipped.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([
      'node=13,postgres=17: excluded by node=13,postgres=17',
      'node=15,postgres=17: excluded by node<20,postgres>=16',
    ]);
  });

  test('that overlaps another is fine, since it is judged against the whole product', () => {
    expect(ids({ axes: [nodes], exclude: [{ node: '<15' }, { node: '13' }] })).toEqual(['node=15', 'node=20']);
  });

  test.each([
    { exclude: [{ nod: '13' }], says: 'exclude.0.nod: no cell has "nod" (did you mean "node"?)' },
    { exclude: [{ node: '14' }], says: 'exclude.0.node: "node" has no value "14" (did you mean "13"?)' },
    { exclude: [{ node: { not: '200' } }], says: 'exclude.0.node: "node" has no value "200" (did you mean "20"?)' },
    {
      exclude: [{ node: '>20' }],
      says: 'exclude.0.node: no value of "node" is >20 (its values: 13, 15, 20)',
    },
  ])('$says', ({ exclude, says }) => {
    expect(problems({ axes: [nodes], exclude })).toEqual([says]);
  });

  test('cannot compare what has no version', () => {
    expect(problems({ axes: [axis('os', 'alpine', 'debian12')], exclude: [{ os: '>=11' }] })).toEqual([
      'exclude.0.os: "os" cannot be compared, since its value "alpine" has no version (name the values instead, in a list)',
    ]);
  });
});

describe('include', () => {
  test("is GitHub's, by the example of its documentation", () => {
    const { cells } = expandMatrix({
      ...nothing,
      axes: [axis('fruit', 'apple', 'pear'), axis('animal', 'cat', 'dog')],
      exclude: [],
      include: [
        { color: 'green' },
        { color: 'pink', animal: 'cat' },
        { fruit: 'apple', shape: 'circle' },
        { fruit: 'banana' },
        { fruit: 'banana', animal: 'cat' },
      ],
    });
    expect(cells.map(({ values }) => values)).toEqual([
      { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
      { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
      { fruit: 'pear', animal: 'cat', color: 'pink' },
      { fruit: 'pear', animal: 'dog', color: 'green' },
      { fruit: 'banana' },
      { fruit: 'banana', animal: 'cat' },
    ]);
    expect(cells.map(({ id }) => id).slice(-2)).toEqual(['fruit=banana', 'fruit=banana,animal=cat']);
  });

  test('alone makes one cell an entry', () => {
    expect(ids({ include: [{ node: '20', os: 'alpine' }, { node: '22' }] })).toEqual(['node=20,os=alpine', 'node=22']);
  });

  test('brings an excluded cell back, as GitHub does', () => {
    expect(ids({ axes: [nodes], exclude: [{ node: '13' }], include: [{ node: '13' }] })).toEqual([
      'node=15',
      'node=20',
      'node=13',
    ]);
  });

  test('appends its own keys to an id that would not be unique', () => {
    expect(
      ids({
        axes: [axis('node', '20')],
        include: [
          { node: '22', lts: 'no' },
          { node: '22', lts: 'yes' },
        ],
      }),
    ).toEqual(['node=20', 'node=22,lts=no', 'node=22,lts=yes']);
  });

  test('refers to an object value by its name', () => {
    const db = { name: 'db', values: [{ name: 'pg15', image: 'postgres:15' }] };
    const { cells } = expandMatrix({ ...nothing, axes: [db], include: [{ db: 'pg15', extra: 'yes' }] });
    expect(cells.map(({ values }) => values)).toEqual([{ db: { name: 'pg15', image: 'postgres:15' }, extra: 'yes' }]);
  });

  test('twice the same cell is a mistake', () => {
    expect(problems({ include: [{ node: '20' }, { node: '20' }] })).toEqual([
      'include: two cells are the same: node=20 (give one of them another value)',
    ]);
  });
});

test('a billion cells are refused with their count', () => {
  const ten = Array.from({ length: 10 }, (_, i) => String(i));
  const axes = Array.from({ length: 9 }, (_, i) => axis(`a${i}`, ...ten));
  expect(problems({ axes })).toEqual([
    'axes: the axes give 1,000,000,000 cells, and at most 1,000,000 can be planned ("cover: pairwise" runs every pair of values in a few of them)',
  ]);
});

test('a value twice in an axis is a mistake', () => {
  expect(problems({ axes: [axis('node', '20', '22', '20')] })).toEqual([
    'axes.node.2: the axis "node" has the value "20" twice (keep one of them)',
  ]);
});

describe('whatever the matrix', () => {
  const values = fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,3}$/), { minLength: 1, maxLength: 4 });
  const axes = fc
    .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 3 })
    .chain((names) => fc.tuple(...names.map((name) => values.map((list) => ({ name, values: list })))));
  const entry = fc.dictionary(fc.constantFrom('a', 'b', 'x', 'y'), fc.constantFrom('1', 'q', 'zz'), { minKeys: 1 });

  test('cells are as many as the product, ids are unique and in the order of the positions', () => {
    fc.assert(
      fc.property(axes, (list) => {
        const cells = expandMatrix({ ...nothing, axes: list }).cells;
        expect(cells).toHaveLength(list.reduce((count, { values: some }) => count * some.length, 1));
        expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
        const positions = cells.map((cell) =>
          list
            .map(({ name, values: some }) => String(some.indexOf(valueText(cell.values[name] ?? ''))).padStart(2, '0'))
            .join(),
        );
        expect(positions).toEqual(positions.toSorted());
      }),
    );
  });

  test('include changes no original value', () => {
    fc.assert(
      fc.property(axes, fc.array(entry, { maxLength: 4 }), (list, include) => {
        const before = expandMatrix({ ...nothing, axes: list }).cells;
        const after = expandMatrix({ ...nothing, axes: list, include: include as Values[] }).cells;
        for (const [index, { values: original }] of before.entries()) {
          for (const [key, value] of Object.entries(original)) expect(after[index]?.values[key]).toEqual(value);
        }
      }),
    );
  });
});
