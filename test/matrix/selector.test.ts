import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { selectCells } from '../../src/matrix/select-cells.ts';
import { formatSelector, matches, parseSelector, selectorOf } from '../../src/matrix/selector.ts';
import { compareVersions, versionOf } from '../../src/matrix/version.ts';

const cell = (values: Record<string, string>) => ({ values });

describe('in the file', () => {
  test.each([
    { map: { node: '15' }, value: '15', expected: true },
    { map: { node: '15' }, value: '15.0', expected: false },
    { map: { node: ['13', '15'] }, value: '15', expected: true },
    { map: { node: '>=15' }, value: '15', expected: true },
    { map: { node: '>=13 <17' }, value: '17', expected: false },
    { map: { node: '>= 13 < 17' }, value: '16', expected: true },
    { map: { node: '<3.10' }, value: '3.9', expected: true },
    { map: { node: '>=15' }, value: 'postgres:15-alpine', expected: true },
    { map: { node: '<9' }, value: 'registry.example:5000/mysql:8.4', expected: true },
    { map: { node: { not: '15' } }, value: '13', expected: true },
    { map: { node: { not: ['13', '15'] } }, value: '13', expected: false },
    { map: { node: { not: '>=15' } }, value: '20', expected: false },
    { map: { node: '15', os: 'alpine' }, value: '15', expected: false },
    { map: { os: { not: 'alpine' } }, value: '15', expected: false },
  ])('$map and node=$value: $expected', ({ map, value, expected }) => {
    expect(matches(selectorOf(map), cell({ node: value }))).toBe(expected);
  });
});

describe('on the command line', () => {
  test.each(['node=15', 'node=13|15', 'node!=20', 'node>=15', 'node>=15 <20', 'node>=15,postgres=13|15'])(
    '%s is read and written',
    (text) => {
      const parsed = parseSelector(text);
      expect(parsed.ok && formatSelector(parsed.selector)).toBe(text);
    },
  );

  test.each([
    { text: 'node', column: 1, message: 'expected KEY=VALUE, KEY!=VALUE or KEY>=VERSION, found "node"' },
    { text: 'node=13,', column: 9, message: 'expected KEY=VALUE, KEY!=VALUE or KEY>=VERSION, found ""' },
    { text: 'node=13,postgres>=new', column: 9, message: '"postgres>=new" compares with what is no version' },
    {
      text: 'db=a,node>=14|13',
      column: 6,
      message: '"node>=14|13" compares with alternatives, which only = and != have: repeat the flag for them',
    },
    { text: 'node=13|', column: 1, message: '"node=13|" has an alternative that is empty' },
    { text: 'node==13', column: 1, message: '"node==13" has ==, which is written =' },
    { text: 'a=1,node=>13', column: 5, message: '"node=>13" has =>, which is written >=' },
    { text: '', column: 1, message: 'expected KEY=VALUE, KEY!=VALUE or KEY>=VERSION, found ""' },
  ])('"$text" is wrong at column $column', ({ text, column, message }) => {
    expect(parseSelector(text)).toEqual({ ok: false, column, message });
  });
});

describe('properties', () => {
  const value = fc.constantFrom('13', '15', '3.9', '3.10', 'alpine');
  const term = fc.oneof(value, fc.array(value), fc.constantFrom('>=13', '<3.10', '>=3 <14'));

  test('a negated condition matches what has the key and does not match the condition', () => {
    fc.assert(
      fc.property(term, fc.option(value, { nil: undefined }), (condition, node) => {
        const values = node === undefined ? {} : { node };
        const plain = matches(selectorOf({ node: condition }), cell(values as Record<string, string>));
        const negated = matches(selectorOf({ node: { not: condition } }), cell(values as Record<string, string>));
        expect(negated).toBe(node !== undefined && !plain);
      }),
    );
  });

  test('versions are in one order', () => {
    const version = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

test.each([
  ['15', [15]],
  ['v20.1.3', [20, 1, 3]],
  ['3.10-rc1', [3, 10]],
  ['postgres:15-alpine', [15]],
  ['my8', [8]],
  ['alpine', undefined],
])('the version of %s', (text, expected) => {
  expect(versionOf(text)).toEqual(expected);
});

describe('--only and --except', () => {
  const cells = ['13', '15', '20'].map((node, index) => ({ id: `node=${node}`, index, values: { node } }));

  test('keep and leave out, and number what is left anew', () => {
    const { cells: kept, skipped } = selectCells(cells, [], { only: ['node>=15', 'node=13'], except: ['node=13'] });
    expect(kept.map(({ id, index }) => [id, index])).toEqual([
      ['node=15', 0],
      ['node=20', 1],
    ]);
    expect(skipped.map(({ id, reason }) => [id, reason])).toEqual([['node=13', 'left out by --except']]);
  });

  test('name the nearest of what does not exist', () => {
    expect(selectCells(cells, [], { only: ['nod=13', 'node'], except: ['node=21'] }).problems).toEqual([
      { message: `--only 'nod=13': no cell has "nod"`, hint: 'did you mean "node"?' },
      { message: `--only 'node', column 1: expected KEY=VALUE, KEY!=VALUE or KEY>=VERSION, found "node"` },
      { message: `--except 'node=21': "node" has no value "21"`, hint: 'did you mean "20"?' },
    ]);
  });
});
