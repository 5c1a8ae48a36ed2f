import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inputNames, readInputs } from '../../src/action/read-inputs.ts';
import { splitWords } from '../../src/action/split-words.ts';
import { MatrixError } from '../../src/errors.ts';

const read = (given: Readonly<Record<string, string>>) => readInputs((name) => given[name] ?? '');

test('nothing given leaves everything to the file', () => {
  expect(read({})).toEqual({
    plan: { file: undefined, only: [], except: [], extraArgs: [], overrides: {} },
    reports: { html: undefined, junit: undefined, json: undefined, markdown: undefined },
    workingDirectory: '.',
    summary: true,
    annotations: true,
  });
});

test('everything given', () => {
  const inputs = read({
    file: ' matrices/full.yml ',
    only: 'node>=15\n\n  postgres=13  \n',
    except: 'node=22',
    shard: '2/5',
    times: 'last-run',
    cover: 'pairwise',
    jobs: '3',
    'fail-fast': 'false',
    retries: '0',
    args: '--grep "log in"',
    'working-directory': 'packages/api',
    summary: 'False',
    annotations: 'false',
    html: 'reports/matrix.html',
    junit: 'a.xml',
    json: 'a.json',
    markdown: 'a.md',
  });
  expect(inputs).toEqual({
    plan: {
      file: 'matrices/full.yml',
      only: ['node>=15', 'postgres=13'],
      except: ['node=22'],
      shard: { index: 2, count: 5 },
      times: 'last-run',
      extraArgs: ['--grep', 'log in'],
      overrides: { jobs: 3, failFast: false, retries: 0, cover: 2 },
    },
    reports: { html: 'reports/matrix.html', junit: 'a.xml', json: 'a.json', markdown: 'a.md' },
    workingDirectory: 'packages/api',
    summary: false,
    annotations: false,
  });
});

test.each([
  ['shard', '6/5', 'such as 2/5, the second of five'],
  ['jobs', '0', 'how many cells at once, or auto'],
  ['jobs', 'many', 'how many cells at once, or auto'],
  ['cover', '9', 'all, pairwise or a strength from 2 to 6'],
  ['fail-fast', 'yes', 'true or false'],
  ['retries', '-1', 'a whole number'],
  ['summary', '1', 'true or false'],
  ['annotations', 'on', 'true or false'],
  ['junit', '-', 'the name of a file'],
])('%s: %s', (name, value, expected) => {
  expect(() => read({ [name]: value })).toThrow(
    new MatrixError('usage', `The input "${name}" is "${value}": expected ${expected}`),
  );
});

test('asks for every input, and for no other', () => {
  const asked = new Set<string>();
  readInputs((name) => {
    asked.add(name);
    return '';
  });
  expect([...asked].toSorted()).toEqual([...inputNames].toSorted());
});

describe('words', () => {
  test.each([
    ['', []],
    ['  a\n b\t', ['a', 'b']],
    [`--grep "log in"`, ['--grep', 'log in']],
    [`a' b 'c`, ['a b c']],
    [`"" ''`, ['', '']],
    [`a\\ b \\"`, ['a b', '"']],
    [`"\\" \\n"`, ['" \\n']],
    [`'\\'`, ['\\']],
    ['$HOME *', ['$HOME', '*']],
  ])('%j', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  test('a quote that is not closed', () => {
    expect(() => splitWords(`a "b`)).toThrow('The input "args" has a " that is not closed: a "b');
  });

  test('any words come back, quoted as a shell wants it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (words) => {
        expect(splitWords(words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' '))).toEqual(words);
      }),
    );
  });
});
