import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findPlaces } from '../../src/diagnosis/find-places.ts';
import { ownPlace, type Source } from '../../src/diagnosis/own-place.ts';
import { workdirOf } from '../../src/diagnosis/workdir.ts';

const files = [
  'index.js',
  'lib/stock.js',
  'test/merge.spec.js',
  'src/words.ts',
  'src/word-list.mjs',
  'src/Words.php',
  'tests/WordsTest.php',
  'tests/test_words.py',
  'words/count.py',
  'pkg/words/words_test.go',
  'src/test/java/org/example/WordsTest.java',
  'a/same.go',
  'b/same.go',
  'src/lib.rs',
  'spec/words_spec.rb',
  'Words.cs',
];

const sourceAt = (workdir?: string): Source => ({
  ...(workdir === undefined ? {} : { workdir }),
  has: (path) => files.includes(path),
  named: (name) => files.filter((file) => file.split('/').at(-1) === name),
});

const place = (text: string, workdir?: string) => {
  const found = ownPlace(text.split('\n'), sourceAt(workdir === 'unknown' ? undefined : (workdir ?? '/app')));
  return found && [found.file, found.line, ...(found.column === undefined ? [] : [found.column])].join(':');
};

test('a project that stands below /usr, and folders that are called as what is not the project', () => {
  expect(place('at /usr/app/test/merge.spec.js:3:5', '/usr/app')).toBe('test/merge.spec.js:3:5');
  expect(place('at /usr/lib/node/test/merge.spec.js:3:5', '/app')).toBeUndefined();
  const source: Source = { workdir: '/app', has: () => true, named: () => [] };
  expect(ownPlace(['internal/store/store.go:12:5: undefined: x'], source)?.file).toBe('internal/store/store.go');
  expect(ownPlace(['/app/vendor/phpunit/x.php:12'], source)).toBeUndefined();
});

describe('the innermost place of the project', () => {
  test.each([
    {
      name: 'node, a stack',
      text: `error: syntax error at or near "MERGE"
    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:285:98)
    at Socket.<anonymous> (node:internal/streams/readable:12:3)
    at async book (/app/lib/stock.js:5:3)
    at async Context.<anonymous> (/app/test/merge.spec.js:20:5)`,
      is: 'lib/stock.js:5:3',
    },
    {
      name: 'node, relative',
      text: ' at async book (lib/stock.js:5:3)\n at Context (test/merge.spec.js:20:5)',
      is: 'lib/stock.js:5:3',
    },
    {
      name: 'node, a crash',
      text: "/app/lib/stock.js:3\n  return value?.name;\n               ^\n\nSyntaxError: Unexpected token '.'",
      is: 'lib/stock.js:3',
    },
    { name: 'node, modules', text: '    at file:///app/src/word-list.mjs:7:13', is: 'src/word-list.mjs:7:13' },
    { name: 'node:test', text: "  location: '/app/test/merge.spec.js:4:1'", is: 'test/merge.spec.js:4:1' },
    {
      name: 'jest',
      text: '      at Object.<anonymous> (test/merge.spec.js:9:17)',
      is: 'test/merge.spec.js:9:17',
    },
    { name: 'vitest', text: ' ❯ test/merge.spec.js:9:17\n      8|', is: 'test/merge.spec.js:9:17' },
    {
      name: 'jest, a file that babel cannot read, and which another requires',
      text: `    SyntaxError: /app/lib/stock.js: Unexpected token, expected "," (2:23)

      1 | module.exports = function words(text) {
    > 2 |   return text.split(" ";

      at Object.require (test/merge.spec.js:1:15)`,
      is: 'lib/stock.js:2',
    },
    {
      name: 'mocha, a file that node cannot read, and which another requires',
      text: ` Exception during run: /app/lib/stock.js:2
  return text.split(" ";
                    ^^^

SyntaxError: missing ) after argument list
    at Object.<anonymous> (/app/test/merge.spec.js:1:15)`,
      is: 'lib/stock.js:2',
    },
    { name: 'tsc', text: "src/words.ts(12,5): error TS2322: Type 'string' is", is: 'src/words.ts:12:5' },
    { name: 'tsc, pretty', text: 'src/words.ts:12:5 - error TS2322: Type', is: 'src/words.ts:12:5' },
    {
      name: 'pytest',
      text: `    def test_count():
>       assert count("a b") == 3
E       assert 2 == 3

tests/test_words.py:12: AssertionError`,
      is: 'tests/test_words.py:12',
    },
    {
      name: 'pytest, deeper',
      text: `tests/test_words.py:12:
_ _ _ _ _
words/count.py:3: ZeroDivisionError`,
      is: 'words/count.py:3',
    },
    {
      name: 'python',
      text: `Traceback (most recent call last):
  File "/app/tests/test_words.py", line 12, in test_count
    count("")
  File "/app/words/count.py", line 3, in count
    return 1 / 0
  File "/usr/lib/python3.11/json/__init__.py", line 346, in loads
ZeroDivisionError: division by zero`,
      is: 'words/count.py:3',
    },
    {
      name: 'phpunit',
      text: 'Failed asserting that 2 matches expected 3.\n\n/app/tests/WordsTest.php:12',
      is: 'tests/WordsTest.php:12',
    },
    {
      name: 'php',
      text: 'PHP Fatal error:  Uncaught Error: Call to undefined function words() in /app/src/Words.php:7',
      is: 'src/Words.php:7',
    },
    { name: 'php, on line', text: 'PHP Warning:  x in /app/src/Words.php on line 7', is: 'src/Words.php:7' },
    { name: 'php, a trace', text: '#0 /app/src/Words.php(7): words()', is: 'src/Words.php:7' },
    { name: 'go', text: '    words_test.go:12: got 2, want 3', is: 'pkg/words/words_test.go:12' },
    {
      name: 'java',
      text: '\tat org.example.WordsTest.counts(WordsTest.java:42)',
      is: 'src/test/java/org/example/WordsTest.java:42',
    },
    { name: 'rust', text: "thread 'counts' panicked at src/lib.rs:12:5:", is: 'src/lib.rs:12:5' },
    { name: 'rspec', text: "     # ./spec/words_spec.rb:12:in `block'", is: 'spec/words_spec.rb:12' },
    { name: '.NET', text: '   at Words.Count() in /app/Words.cs:line 12', is: 'Words.cs:12' },
    { name: 'several on a line', text: 'node.js:5 then lib/stock.js:5:3', is: 'lib/stock.js:5:3' },
  ])('$name', ({ text, is }) => {
    expect(place(text)).toBe(is);
  });

  test.each([
    { name: 'two files of the name', text: 'same.go:3: boom' },
    { name: 'an installed file', text: 'at x (/app/node_modules/a/index.js:1:1)' },
    { name: "the system's", text: '  File "/usr/lib/python3/words/count.py", line 3, in x' },
    { name: 'a file of the name elsewhere', text: 'at x (/opt/tool/index.js:1:1)' },
    { name: 'a host and port', text: 'connect ECONNREFUSED db.js.example:5432' },
    { name: 'the beginning of a file that vite cannot read', text: '  File: /app/lib/stock.js:1:0\n  1  |  export' },
    { name: 'a time', text: '12:13:14 nothing.js happened' },
    { name: 'line 0', text: 'lib/stock.js:0' },
    { name: 'a version', text: 'lib/stock.js:5.3' },
  ])('none: $name', ({ text }) => {
    expect(place(text)).toBeUndefined();
  });

  test('where the image says nothing of its folder the longest end decides', () => {
    expect(place('at x (/srv/words/lib/stock.js:5:3)', 'unknown')).toBe('lib/stock.js:5:3');
    expect(place('at x (/usr/src/app/index.js:5:3)', 'unknown')).toBe('index.js:5:3');
    expect(place('/deep/pkg/words/words_test.go:3: x', 'unknown')).toBe('pkg/words/words_test.go:3');
  });

  test('from another folder of the image', () => {
    expect(place('at x (/build/lib/stock.js:5:3)', '/app')).toBe('lib/stock.js:5:3');
  });

  test('a file of the project is found wherever its context stands in the image', () => {
    const folder = fc.array(fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(folder, fc.constantFrom(...files), fc.nat({ max: 9998 }), (parts, file, line) => {
        fc.pre(!['usr', 'lib', 'lib64', 'rustc', 'go'].includes(parts[0] ?? ''));
        const workdir = `/${parts.join('/')}`;
        expect(place(`at x (${workdir}/${file}:${line + 1}:1)`, workdir)).toBe(`${file}:${line + 1}:1`);
      }),
    );
  });

  test('no line takes long, or throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '.', '/', ':', '1', '(', ')', ' ', '"', '\\') }), (text) => {
        for (const { line } of findPlaces([text])) expect(Number.isSafeInteger(line) || line > 0).toBe(true);
      }),
    );
    expect(findPlaces(['a.'.repeat(20_000)])).toEqual([]);
    expect(findPlaces(['a/'.repeat(20_000)])).toEqual([]);
  });
});

describe('the folder of an image', () => {
  test.each([
    { dockerfile: 'FROM node\nWORKDIR /app\nCOPY . .', is: '/app' },
    { dockerfile: 'FROM node\nWORKDIR /usr/src\nWORKDIR app\n', is: '/usr/src/app' },
    { dockerfile: 'FROM node\n', is: undefined },
    { dockerfile: 'FROM node AS base\nWORKDIR /app\nFROM base\nCOPY . .', is: '/app' },
    { dockerfile: 'FROM node AS base\nWORKDIR /app\nFROM nginx\n', is: undefined },
    { dockerfile: 'FROM node AS test\nWORKDIR /test\nFROM nginx\nWORKDIR /www', target: 'test', is: '/test' },
    { dockerfile: 'FROM --platform=linux/amd64 node as Test\nworkdir /a\n', target: 'test', is: '/a' },
    { dockerfile: 'FROM node\nARG HOME\nWORKDIR $HOME/app\n', is: undefined },
  ])('$dockerfile', ({ dockerfile, target, is }) => {
    expect(workdirOf(dockerfile, target)).toBe(is);
  });
});
