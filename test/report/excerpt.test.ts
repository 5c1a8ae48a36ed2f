import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excerpt, failureExcerpt, lastLines } from '../../src/report/excerpt.ts';
import { crashTail, mochaTail } from './samples/runs.ts';

const of = (text: string) => excerpt(text.split('\n')).join('\n');

describe('excerpt', () => {
  test('mocha', () => {
    expect(excerpt(mochaTail).join('\n')).toMatchInlineSnapshot(`
      "1 failing

      1) todos
           merges:
         error: syntax error at or near "MERGE"
          at async merge (src/todos.js:41:18)"
    `);
  });

  test('a crash of node, with its place', () => {
    expect(excerpt(crashTail).join('\n')).toMatchInlineSnapshot(`
      "/app/src/language.js:3
        return value?.name ?? "nobody";
                     ^

      SyntaxError: Unexpected token '.'"
    `);
  });

  test('mocha, a file that cannot be loaded', () => {
    expect(
      of(`
 Exception during run: /app/lib/words.js:2
  return text.split(" ";
                    ^^^

SyntaxError: missing ) after argument list
    at wrapSafe (node:internal/modules/cjs/loader:1464:18)
    at Object.<anonymous> (/app/test/words.js:1:15)
    at async exports.handler (/app/node_modules/mocha/lib/cli/run.js:389:5)
`),
    ).toMatchInlineSnapshot(`
      " Exception during run: /app/lib/words.js:2
        return text.split(" ";
                          ^^^

      SyntaxError: missing ) after argument list
          at Object.<anonymous> (/app/test/words.js:1:15)"
    `);
    expect(
      of(`
 Exception during run: Error: Cannot find module './lib/nothing.js'
Require stack:
- /app/test/words.js
    at Module._resolveFilename (node:internal/modules/cjs/loader:1564:15)
    at Object.<anonymous> (/app/test/words.js:1:15)
`),
    ).toMatchInlineSnapshot(`
      " Exception during run: Error: Cannot find module './lib/nothing.js'
      Require stack:
      - /app/test/words.js
          at Object.<anonymous> (/app/test/words.js:1:15)"
    `);
  });

  test('pytest, a file that cannot be loaded, without how it was loaded', () => {
    const text = `/usr/lib/python3.11/site-packages/_pytest/python.py:507: in importtestmodule
    mod = import_path(
/usr/lib/python3.11/importlib/__init__.py:126: in import_module
    return _bootstrap._gcd_import(name[level:], package, level)
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
<frozen importlib._bootstrap>:1204: in _gcd_import
    ???
/usr/lib/python3.11/site-packages/_pytest/assertion/rewrite.py:197: in exec_module
    exec(co, module.__dict__)
tests/test_words.py:1: in <module>
    from words.count import count
E     File "/app/words/count.py", line 2
E       return len(text.split(" ")
E                 ^
E   SyntaxError: '(' was never closed`;
    const told = `tests/test_words.py:1: in <module>
    from words.count import count
E     File "/app/words/count.py", line 2
E       return len(text.split(" ")
E                 ^
E   SyntaxError: '(' was never closed`;
    expect(failureExcerpt(['collection failure', ...text.split('\n')])).toEqual([
      'collection failure',
      ...told.split('\n'),
    ]);
    const summary = `
=================================== ERRORS ====================================
____________________ ERROR collecting tests/test_words.py _____________________
`;
    expect(of(`${summary}${text}`)).toBe(`${summary}${told}`.trim());
  });

  test('jest', () => {
    expect(
      of(`
> api@1.0.0 test
> jest

PASS test/a.test.js
FAIL test/todos.test.js
  ● todos › merges

    expect(received).toBe(expected) // Object.is equality

    Expected: 2
    Received: 1

      11 |   const rows = await merge();
    > 12 |   expect(rows.length).toBe(2);
         |                       ^

      at Object.<anonymous> (test/todos.test.js:12:23)
      at new Promise (<anonymous>)

Test Suites: 1 failed, 1 passed, 2 total
Tests:       1 failed, 4 passed, 5 total
npm error Lifecycle script \`test\` failed with error:`),
    ).toMatchInlineSnapshot(`
      "● todos › merges

        expect(received).toBe(expected) // Object.is equality

        Expected: 2
        Received: 1

          11 |   const rows = await merge();
        > 12 |   expect(rows.length).toBe(2);
             |                       ^

          at Object.<anonymous> (test/todos.test.js:12:23)"
    `);
  });

  test('vitest', () => {
    expect(
      of(` ✓ test/a.test.ts (3 tests) 4ms
 ❯ test/b.test.ts (2 tests | 1 failed) 8ms

⎯⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯⎯

 FAIL  test/b.test.ts > merges
AssertionError: expected 1 to be 2 // Object.is equality

- Expected
+ Received

- 2
+ 1

 ❯ test/b.test.ts:7:15

⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[1/1]⎯

 Test Files  1 failed | 1 passed (2)
      Tests  1 failed | 4 passed (5)`),
    ).toMatchInlineSnapshot(`
      "⎯⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯⎯

       FAIL  test/b.test.ts > merges
      AssertionError: expected 1 to be 2 // Object.is equality

      - Expected
      + Received

      - 2
      + 1

       ❯ test/b.test.ts:7:15

      ⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[1/1]⎯"
    `);
  });

  test('node:test', () => {
    expect(
      of(`✔ lists (0.6ms)
✖ merges (1.2ms)
ℹ tests 2
ℹ fail 1

✖ failing tests:

test at test/todos.test.js:5:1
✖ merges (1.2ms)
  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:

  1 !== 2

      at TestContext.<anonymous> (file:///app/test/todos.test.js:6:10)
      at Test.runInAsyncScope (node:async_hooks:211:14)
      at Test.run (node:internal/test_runner/test:1047:25)`),
    ).toMatchInlineSnapshot(`
      "✖ failing tests:

      test at test/todos.test.js:5:1
      ✖ merges (1.2ms)
        AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:

        1 !== 2

            at TestContext.<anonymous> (file:///app/test/todos.test.js:6:10)"
    `);
  });

  test('node:test, of a file that cannot be run', () => {
    const crash = [
      'node:internal/modules/package_json_reader:331',
      '  throw new ERR_MODULE_NOT_FOUND(packageName, fileURLToPath(base), null);',
      '        ^',
      '',
      "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'no-such-package' imported from /app/test/b.test.js",
      '    at Object.getPackageJSONURL (node:internal/modules/package_json_reader:331:9) {',
      "  code: 'ERR_MODULE_NOT_FOUND'",
      '}',
      '',
      'Node.js v24.21.0',
    ];
    const spec = `✔ fine (1ms)
/app/printed.js:1
not its own
${crash.join('\n')}
✖ test/b.test.js (68.6ms)
ℹ tests 2

✖ failing tests:

test at test/b.test.js:1:1
✖ test/b.test.js (68.6ms)
  'test failed'`;
    expect(of(spec)).toMatchInlineSnapshot(`
      "node:internal/modules/package_json_reader:331
        throw new ERR_MODULE_NOT_FOUND(packageName, fileURLToPath(base), null);
              ^

      Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'no-such-package' imported from /app/test/b.test.js
        code: 'ERR_MODULE_NOT_FOUND'
      }

      ✖ failing tests:

      test at test/b.test.js:1:1
      ✖ test/b.test.js (68.6ms)
        'test failed'"
    `);
    // A crash of another process, which a test printed.
    expect(of(spec.replace('Node.js v24.21.0\n', 'Node.js v24.21.0\nanother line\n'))).toBe(
      "✖ failing tests:\n\ntest at test/b.test.js:1:1\n✖ test/b.test.js (68.6ms)\n  'test failed'",
    );
    const comments = crash.flatMap((line) => (line === '' ? [] : [`# ${line}`])).join('\n');
    expect(
      of(`TAP version 13
# printed
${comments}
# Subtest: test/b.test.js
not ok 1 - test/b.test.js
  ---
  duration_ms: 68.6
  exitCode: 1
  error: 'test failed'
  ...
1..1
# tests 1`),
    ).toMatchInlineSnapshot(`
      "# node:internal/modules/package_json_reader:331
      #   throw new ERR_MODULE_NOT_FOUND(packageName, fileURLToPath(base), null);
      #         ^
      # Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'no-such-package' imported from /app/test/b.test.js
      #   code: 'ERR_MODULE_NOT_FOUND'
      # }
      not ok 1 - test/b.test.js
        ---
        exitCode: 1
        error: 'test failed'
        ..."
    `);
  });

  test('what a runner says of a file that it cannot load', () => {
    const jest = `FAIL test/words.test.js
  ● Test suite failed to run

    Jest encountered an unexpected token

    Jest failed to parse a file. This happens e.g. when your code uses non-standard JavaScript syntax.

    Here's what you can do:
     • If you need a custom transformation, specify a "transform" option in your config.

    Details:

    SyntaxError: /app/test/words.test.js: Unexpected token (2:11)

    > 2 | const b = (;`;
    expect(of(jest)).toBe(
      '  ● Test suite failed to run\n\n    Jest encountered an unexpected token\n\n    SyntaxError: /app/test/words.test.js: Unexpected token (2:11)\n\n    > 2 | const b = (;'.replace(
        /^ {2}/gm,
        '',
      ),
    );
    const mocha = `
 Exception during run: /app/test/a.spec.js:1
const b = (;
           ^

SyntaxError: Unexpected token ';'
    at wrapSafe (node:internal/modules/cjs/loader:1861:18)`;
    expect(of(mocha)).toBe(
      " Exception during run: /app/test/a.spec.js:1\nconst b = (;\n           ^\n\nSyntaxError: Unexpected token ';'",
    );
    const oks = Array.from({ length: 20 }, (_, at) => `ok  \texample.com/app/p${at}\t0.010s`).join('\n');
    const go = `# example.com/app/words [example.com/app/words.test]\nwords/words.go:4:21: undefined: missing\nFAIL\texample.com/app/words [build failed]\n${oks}\nFAIL`;
    expect(of(go).split('\n').slice(0, 2)).toEqual([
      '# example.com/app/words [example.com/app/words.test]',
      'words/words.go:4:21: undefined: missing',
    ]);
    expect(of('PHPUnit 9.6.7\n\n..EPHP Fatal error:  Class B in /app/src/b.php on line 3')).toBe(
      '..EPHP Fatal error:  Class B in /app/src/b.php on line 3',
    );
  });

  test('TAP', () => {
    expect(
      of(`TAP version 13
ok 1 - lists
not ok 2 - merges
  ---
  duration_ms: 0.8
  location: '/app/a.test.mjs:2:23'
  failureType: 'testCodeFailure'
  error: 'expected 2, got 1'
  code: 'ERR_ASSERTION'
  stack: |-
    TestContext.<anonymous> (file:///app/a.test.mjs:2:71)
    async Test.run (node:internal/test_runner/test:796:25)
  ...
ok 3 - deletes
1..3
# tests 3`),
    ).toMatchInlineSnapshot(`
      "not ok 2 - merges
        ---
        location: '/app/a.test.mjs:2:23'
        error: 'expected 2, got 1'
        code: 'ERR_ASSERTION'
        stack: |-
          TestContext.<anonymous> (file:///app/a.test.mjs:2:71)
        ..."
    `);
  });

  test('pytest', () => {
    expect(
      of(`collected 3 items

test_todos.py .F.                                                        [100%]

=================================== FAILURES ===================================
__________________________________ test_merge __________________________________

    def test_merge():
>       assert merge() == 2
E       assert 1 == 2
E        +  where 1 = merge()

test_todos.py:7: AssertionError
=========================== short test summary info ============================
FAILED test_todos.py::test_merge - assert 1 == 2
========================= 1 failed, 2 passed in 0.04s ==========================`),
    ).toMatchInlineSnapshot(`
      "=================================== FAILURES ===================================
      __________________________________ test_merge __________________________________

          def test_merge():
      >       assert merge() == 2
      E       assert 1 == 2
      E        +  where 1 = merge()

      test_todos.py:7: AssertionError
      =========================== short test summary info ============================
      FAILED test_todos.py::test_merge - assert 1 == 2
      ========================= 1 failed, 2 passed in 0.04s =========================="
    `);
  });

  test('phpunit', () => {
    expect(
      of(`PHPUnit 9.6.13 by Sebastian Bergmann and contributors.

.F.                                                                 3 / 3 (100%)

Time: 00:00.012, Memory: 6.00 MB

There was 1 failure:

1) TodoTest::testMerge
Failed asserting that 1 matches expected 2.

/app/tests/TodoTest.php:14

FAILURES!
Tests: 3, Assertions: 3, Failures: 1.`),
    ).toMatchInlineSnapshot(`
      "There was 1 failure:

      1) TodoTest::testMerge
      Failed asserting that 1 matches expected 2.

      /app/tests/TodoTest.php:14"
    `);
  });

  test('go', () => {
    expect(
      of(`=== RUN   TestMerge
    todo_test.go:9: got 1, want 2
--- FAIL: TestMerge (0.00s)
    todo_test.go:12: gave up
FAIL
exit status 1
FAIL	example.com/todo	0.003s`),
    ).toMatchInlineSnapshot(`
      "    todo_test.go:9: got 1, want 2
      --- FAIL: TestMerge (0.00s)
          todo_test.go:12: gave up"
    `);
  });

  test('python, php and go that crash', () => {
    expect(
      of('starting\nTraceback (most recent call last):\n  File "a.py", line 1, in <module>\nKeyError: 1'),
    ).toMatchInlineSnapshot(`
      "Traceback (most recent call last):
        File "a.py", line 1, in <module>
      KeyError: 1"
    `);
    expect(
      of('starting\nPHP Fatal error:  Uncaught Error: Call to undefined function str_contains() in /app/a.php:3'),
    ).toMatchInlineSnapshot(
      `"PHP Fatal error:  Uncaught Error: Call to undefined function str_contains() in /app/a.php:3"`,
    );
    expect(of('starting\npanic: oh\n\ngoroutine 1 [running]:')).toMatchInlineSnapshot(`
      "panic: oh

      goroutine 1 [running]:"
    `);
  });

  test('anything else: the last lines', () => {
    const lines = Array.from({ length: 40 }, (_, at) => `line ${at + 1}`);
    expect(excerpt(lines)).toEqual(lines.slice(-14));
  });

  test('what is noise elsewhere is told when there is nothing else', () => {
    expect(of('npm ERR! missing script: test\nnpm ERR! A complete log of this run')).toContain('missing script');
  });

  test('a long section is cut, and says so', () => {
    const lines = ['  20 failing', ...Array.from({ length: 40 }, (_, at) => `  ${at + 1}) fails`)];
    expect(excerpt(lines)).toHaveLength(14);
    expect(excerpt(lines).at(-1)).toBe('(28 more lines)');
  });

  test('any output gives at most so many lines, fit to be printed', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '',
        '  1 failing',
        'not ok 1',
        'npm ERR! x',
        'TypeError: x',
        '/a.js:1',
        '--- FAIL: T',
        '\u001b[2J',
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.integer({ min: 1, max: 20 }), (lines, most) => {
        for (const picked of [excerpt(lines, { most }), lastLines(lines, most)]) {
          expect(picked.length).toBeLessThanOrEqual(most);
          expect(picked.join('')).not.toMatch(/(?!\t)\p{Cc}/u);
          expect(picked.every((text) => text.length <= 243)).toBe(true);
        }
      }),
    );
  });
});

test('a line that is repeated is told once, with how often', () => {
  const flood = Array.from({ length: 100 }, () => 'all work and no play');
  expect(excerpt(['begin', ...flood, 'twice', 'twice', 'the end'])).toEqual([
    'begin',
    'all work and no play',
    '(the same line 99 more times)',
    'twice',
    'twice',
    'the end',
  ]);
});
