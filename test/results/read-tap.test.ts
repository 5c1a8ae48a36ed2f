import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Parser, type Result } from 'tap-parser';
import { describe, expect, test } from 'vitest';
import type { TestResult } from '../../src/model/test-result.ts';
import { readTap } from '../../src/results/read-tap.ts';
import type { TestReport } from '../../src/results/test-report.ts';

function sample(name: string): Promise<TestReport> {
  return readTap(createReadStream(join(import.meta.dirname, 'samples', `${name}.tap`)));
}

async function* chunks(text: string, size = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function of(text: string): Promise<TestReport> {
  return readTap(chunks(text));
}

/** A test in a line: its outcome, its name, and the first line of what it failed with. */
function told({ name, outcome, failure }: TestResult): string {
  return `${outcome} ${name}${failure ? `: ${failure[0]}` : ''}`;
}

describe('what is printed by', () => {
  const nodeTest = [
    'passed sum › adds',
    'failed sum › takes <strings> & "quotes" # not a directive: AssertionError: Expected values to be strictly equal:',
    'skipped sum › later',
    'skipped sum › some day',
    'passed sum › of none › is zero',
    'failed sum › of objects › compares: AssertionError: Expected values to be strictly deep-equal:',
    'passed stands alone',
    'failed throws: TypeError: no such',
  ];
  const mocha = [
    'passed sum adds',
    'failed sum takes <strings> & "quotes"  not: AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:',
    'skipped sum later',
    'skipped sum pending',
    'passed sum of none is zero',
  ];
  const bats = [
    'passed adds',
    'failed takes strings # not: (in test file sum.bats, line 2)',
    'skipped later',
    'passed prints',
  ];
  test.each<[tool: string, says: readonly string[], problem?: string]>([
    ['node-test-20', nodeTest],
    ['node-test-24', nodeTest],
    [
      'tap',
      [
        'passed sum.test.mjs › sum › adds › should be equal',
        'passed sum.test.mjs › sum › adds › twice',
        'failed sum.test.mjs › sum › takes strings › as numbers: --- expected',
        'failed sum.test.mjs › sum › takes strings › deeply: --- expected',
        'skipped sum.test.mjs › sum › later',
        'skipped sum.test.mjs › sum › some day',
        'passed sum.test.mjs › stands alone',
      ],
    ],
    [
      'tape',
      [
        'passed sum adds › should be strictly equal',
        'passed sum adds › twice',
        'failed sum takes <strings> & "quotes" › should be strictly equal: Error: should be strictly equal',
        'failed sum takes <strings> & "quotes" › deeply: Error: deeply',
        'skipped some day › should be strictly equal',
        'passed throws › (unnamed assert)',
        'failed throws › nothing thrown: Error: nothing thrown',
      ],
    ],
    ['mocha', mocha.map((line) => line.replace('AssertionError [ERR_ASSERTION]: Expected', '  Expected'))],
    ['mocha-13', mocha],
    [
      'ava',
      [
        'passed other › stands alone',
        'skipped sum › later',
        'skipped sum › some day',
        'passed sum › sum adds',
        'failed sum › sum takes strings: AssertionError',
        'passed sum › known to fail',
      ],
    ],
    [
      'zora',
      [
        'passed sum adds › should be equivalent',
        'passed sum adds › twice',
        'failed sum takes strings › should be equivalent: expected: 3',
        'passed nested › is zero',
        'failed nested › is one: expected: truthy value',
      ],
    ],
    [
      'brittle',
      [
        'passed sum adds › should be equal',
        'passed sum adds › twice',
        'failed sum takes strings › should be equal: expected: 3',
        'passed sum takes strings › (nested) - is zero',
        'skipped later',
        'skipped some day',
      ],
    ],
    [
      'qunit',
      ['passed sum > adds', 'failed sum > takes strings: failed', 'skipped sum > later', 'skipped sum > some day'],
    ],
    [
      'vitest',
      [
        'passed vt.test.mjs › sum › adds',
        'failed vt.test.mjs › sum › takes strings: AssertionError: expected 2 to be 3 // Object.is equality',
        'skipped vt.test.mjs › sum › later',
        'skipped vt.test.mjs › sum › some day',
        'passed vt.test.mjs › sum › flaky',
      ],
    ],
    [
      'perl',
      [
        'passed adds',
        "failed takes strings:   Failed test 'takes strings'",
        "failed compares deeply:   Failed test 'compares deeply'",
        'skipped test 4',
        'skipped some day',
        'passed of none › is zero',
        "failed of none › is one:   Failed test 'is one'",
        'passed test 7',
      ],
    ],
    // Three scripts in a log, each with its own plan; what they say of their failures stands elsewhere.
    [
      'prove',
      [
        'passed adds',
        'failed takes strings',
        'failed compares deeply',
        'skipped test 4',
        'skipped some day',
        'passed of none › is zero',
        'failed of none › is one',
        'passed test 7',
        'passed outer › inner › deep # hash',
        'skipped outer › skipped',
        'passed adds',
      ],
    ],
    [
      'prove-broken',
      ['passed one', 'passed two', 'passed three', 'passed starts'],
      'planned 5 tests, saw 3; planned 3 tests, saw 1',
    ],
    ['bats', bats],
    ['bats-13', bats],
    [
      'pgtap',
      [
        'passed the table todos should exist',
        'failed merges what is there: Failed test 2: "merges what is there"',
        'skipped test 3',
        'skipped some day',
      ],
    ],
  ])('%s', async (tool, says, problem) => {
    const report = await sample(tool);
    expect(report.tests.map(told)).toEqual(says);
    expect(report.problem).toBe(problem);
  });
});

describe('what a failing test says, in the order in which it is read', () => {
  const failureOf = async (tool: string, name: string) =>
    (await sample(tool)).tests.find((one) => one.name.endsWith(name))?.failure?.join('\n');

  test('its message first, and where it is', async () => {
    expect(await failureOf('node-test-24', 'throws')).toMatchInlineSnapshot(`
      "TypeError: no such
      thing
      at /app/nt.test.mjs:14:1
      TestContext.<anonymous> (file:///app/nt.test.mjs:14:30)
      Test.runInAsyncScope (node:async_hooks:227:14)
      Test.run (node:internal/test_runner/test:1402:25)
      Test.processPendingSubtests (node:internal/test_runner/test:974:18)
      Test.postRun (node:internal/test_runner/test:1542:19)
      Test.run (node:internal/test_runner/test:1467:12)
      async Test.processPendingSubtests (node:internal/test_runner/test:974:7)"
    `);
  });
  test('a message that holds both values says them once', async () => {
    expect(await failureOf('node-test-20', 'compares')).toMatchInlineSnapshot(`
      "AssertionError: Expected values to be strictly deep-equal:
      + actual - expected

        {
          a: 1,
          b: [
            1,
      +     2
      -     3
          ]
        }
      at /app/nt.test.mjs:10:5
      TestContext.<anonymous> (file:///app/nt.test.mjs:10:33)
      Test.runInAsyncScope (node:async_hooks:206:9)
      Test.run (node:internal/test_runner/test:796:25)
      Test.start (node:internal/test_runner/test:702:17)
      node:internal/test_runner/test:1133:71
      node:internal/per_context/primordials:482:82
      new Promise (<anonymous>)
      new SafePromise (node:internal/per_context/primordials:450:29)
      node:internal/per_context/primordials:482:9
      Array.map (<anonymous>)"
    `);
  });
  test('what was expected, and what came', async () => {
    expect(await failureOf('vitest', 'takes strings')).toMatchInlineSnapshot(`
      "AssertionError: expected 2 to be 3 // Object.is equality
      expected: 3
      actual: 2
      at /app/vt.test.mjs:4:45"
    `);
  });
  test('the beginning of a stack is the message', async () => {
    expect(await failureOf('tape', 'deeply')).toMatchInlineSnapshot(`
      "Error: deeply
      expected: { a: [ 2 ] }
      actual: { a: [ 1 ] }
          at Test.assert [as _assert] (/app/node_modules/tape/lib/test.js:548:48)
          at Test.tapeDeepEqual (/app/node_modules/tape/lib/test.js:815:7)
          at Test.<anonymous> (/app/tape.js:3:102)
          at Test.run (/app/node_modules/tape/lib/test.js:151:28)
          at Immediate.next [as _onImmediate] (/app/node_modules/tape/lib/results.js:175:7)
          at process.processImmediate (node:internal/timers:574:21)"
    `);
  });
  test('a difference instead of both values', async () => {
    expect(await failureOf('tap', 'deeply')).toMatchInlineSnapshot(`
      "--- expected
      +++ actual
      @@ -1,5 +1,5 @@
       Object {
         "a": Array [
      -    2,
      +    1,
         ],
       }
      Test.<anonymous> (sum.test.mjs:4:109)"
    `);
  });
  test('values under headings of their own', async () => {
    expect(await failureOf('ava', 'takes strings')).toMatchInlineSnapshot(`
      "AssertionError
      Difference (- actual, + expected):
          {
        -   a: 2,
        +   a: 3,
          }
      at ExecutionContext.deepEqual (file:///app/node_modules/ava/lib/assert.js:339:15)"
    `);
  });
  test('each of several blocks', async () => {
    expect(await failureOf('qunit', 'takes strings')).toMatchInlineSnapshot(`
      "failed
      expected: 3
      actual: 2
      deeply
      expected:
        a: 2
      actual:
        a: 1"
    `);
  });
  test('comments below it', async () => {
    expect(await failureOf('perl', 'takes strings')).toMatchInlineSnapshot(`
      "  Failed test 'takes strings'
        at t/sum.t line 5.
               got: '2'
          expected: '3'"
    `);
  });
  test.each(['node-test-broken-20', 'node-test-broken-22', 'node-test-broken-24'])(
    'a whole file, in %s',
    async (tool) => {
      const { tests, problem } = await sample(tool);
      const failures = tests.filter(({ outcome }) => outcome === 'failed');
      const isRuntime = (line: string) => /^ +at .*\bnode:/.test(line);
      const told = failures.map(({ name, failure = [] }) => [
        name.replace('/app/', ''),
        ...failure.filter((line) => !isRuntime(line)),
      ]);
      expect(problem).toBeUndefined();
      expect(told.filter(([name = '']) => !/[hk]-/.test(name) && name !== 'fails')).toEqual([
        [
          'test/b-syntax.test.js',
          "SyntaxError: Unexpected token ';'",
          'at file:///app/test/b-syntax.test.js:4',
          '    const a = ;',
          '              ^',
        ],
        [
          'test/c-missing.test.js',
          "Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/app/lib/nothing.js' imported from /app/test/c-missing.test.js",
          "  code: 'ERR_MODULE_NOT_FOUND',",
          "  url: 'file:///app/lib/nothing.js'",
        ],
        [
          'test/d-imports.test.js',
          'SyntaxError: missing ) after argument list',
          'at file:///app/lib/words.js:2',
          "    return text.split(' ';",
          '                      ^^^',
        ],
        [
          'test/e-throws.test.js',
          "TypeError: Cannot read properties of null (reading 'x')",
          'at file:///app/test/e-throws.test.js:2',
          '  null.x;',
          '       ^',
          '    at file:///app/test/e-throws.test.js:2:6',
        ],
        [
          'test/f-cjs.test.cjs',
          "Error: Cannot find module 'lost-package'",
          'Require stack:',
          '- /app/test/f-cjs.test.cjs',
          '    at Object.<anonymous> (/app/test/f-cjs.test.cjs:1:14)',
          "  code: 'MODULE_NOT_FOUND',",
          "  requireStack: [ '/app/test/f-cjs.test.cjs' ]",
        ],
        ['test/g-exits.test.js', 'test failed', 'exit code 3'],
        [
          'test/j-later.test.js',
          'Error: Test "fine" at test/j-later.test.js:2:1 generated asynchronous activity after the test ended. This activity created the error "TypeError: late" and would have caused the test to fail, but instead triggered an uncaughtException event.',
        ],
        [
          'test/m-multi.test.mjs',
          'Error: first line',
          'second line',
          'at file:///app/test/m-multi.test.mjs:1',
          "  const e = new Error('first line\\nsecond line', { cause: new TypeError('deep') });",
          '            ^',
          '    at file:///app/test/m-multi.test.mjs:1:11',
          "  code: '42P01',",
          '  [cause]: TypeError: deep',
          '      at file:///app/test/m-multi.test.mjs:1:57',
        ],
      ]);
    },
  );
  test('a file that waits for ever', async () => {
    expect(await failureOf('node-test-broken-20', 'k-tla.test.mjs')).toBe('test failed\nexit code 13');
    expect(await failureOf('node-test-broken-24', 'k-tla.test.mjs')).toMatchInlineSnapshot(`
      "Warning: Detected unsettled top-level await at file:///app/test/k-tla.test.mjs:2
      await new Promise(() => {});
      ^"
    `);
  });
  test('a file tells nothing of what stands above the test before it, or of how another process ended', async () => {
    const crash = '# /app/a.js:1\n# x\n# ^\n# Error: other\n#     at /app/a.js:1:1\n# Node.js v24.1.0\n';
    const file = (exitCode: number | string, signal = '~') =>
      `not ok 2 - b.js\n  ---\n  exitCode: ${exitCode}\n  signal: ${signal}\n  error: 'test failed'\n  code: 'ERR_TEST_FAILURE'\n  ...\n1..2\n`;
    const told = async (text: string) => (await of(`# Subtest: a\n${text}`)).tests[1]?.failure;
    expect(await told(`${crash}ok 1 - a\n# Subtest: b.js\n${file(1)}`)).toEqual(['test failed', 'exit code 1']);
    expect(await told(`ok 1 - a\n${crash}# Subtest: b.js\n${file(3)}`)).toEqual(['test failed', 'exit code 3']);
    expect(await told(`ok 1 - a\n${crash}# Subtest: b.js\n${file('~', "'SIGKILL'")}`)).toEqual([
      'test failed',
      'ended by SIGKILL',
    ]);
    expect(await told(`ok 1 - a\n${crash}# Subtest: b.js\n${file(1)}`)).toEqual([
      'Error: other',
      'at /app/a.js:1',
      '  x',
      '  ^',
      '    at /app/a.js:1:1',
    ]);
  });
  test('tests that were chosen by their names: files without one have a plan of nothing', async () => {
    const text = `TAP version 13
1..0
# Subtest: test/a.test.js
ok 1 - test/a.test.js
  ---
  type: 'test'
  ...
# Subtest: priority
ok 2 - priority
  ---
  type: 'test'
  ...
1..0
# Subtest: test/c.test.js
ok 3 - test/c.test.js
  ---
  type: 'test'
  ...
1..3
`;
    expect(await of(text)).toMatchObject({
      tests: [{ name: 'test/a.test.js' }, { name: 'priority' }, { name: 'test/c.test.js' }],
    });
    expect((await of(text)).problem).toBeUndefined();
  });
  test('a file is called the same in each version', async () => {
    const names = async (version: number) =>
      (await sample(`node-test-broken-${version}`)).tests
        .filter(({ outcome }) => outcome === 'failed')
        .map(({ name }) => name);
    const [in20 = [], in22, in24] = await Promise.all([20, 22, 24].map(names));
    expect(in20).toContain('/app/test/b-syntax.test.js');
    expect(in22).toEqual(in20);
    expect(in24).toEqual(in20);
  });
  test('lines that are no YAML, as they are', async () => {
    const { tests } = await of('not ok 1 - a\n  ---\n  message: "never ends\n  at: {[\n  ...\n1..1\n');
    expect(tests[0]?.failure).toEqual(['message: "never ends', 'at: {[']);
  });
});

test('times are milliseconds, as a directive or in a block', async () => {
  const { tests } = await of(
    'ok 1 - a # time=1.6ms\nok 2 - b # time = 2s\nok 3 - c\n  ---\n  duration_ms: 12.34\n  ...\nok 4 - d\n1..4\n',
  );
  expect(tests.map(({ name, durationMs }) => [name, durationMs])).toEqual([
    ['a', 2],
    ['b', 2000],
    ['c', 12],
    ['d', undefined],
  ]);
});

describe('the whole', () => {
  test.each<[what: string, text: string, says: readonly string[], problem?: string]>([
    ['is empty', '', [], 'there is no TAP in it'],
    ['is no TAP', '# hello\n10 passing\nokay\n  not ok\n', [], 'there is no TAP in it'],
    ['is skipped', '1..0 # skip no database\n', []],
    ['planned one less', '1..1\nok 1\nok 2\n', ['passed test 1', 'passed test 2'], 'planned 1 test, saw 2'],
    [
      'planned more',
      '1..5\nok 1 - a\nok 2 - b\nok 3 - c\n',
      ['passed a', 'passed b', 'passed c'],
      'planned 5 tests, saw 3',
    ],
    ['planned at its end', 'ok 1 - a\n1..2\n', ['passed a'], 'planned 2 tests, saw 1'],
    ['planned nothing', 'ok 1 - a\n', ['passed a'], 'saw 1 test and no plan: it may have ended early'],
    ['only begins', 'TAP version 14\n', [], 'saw 0 tests and no plan: it may have ended early'],
    ['bails out', '1..3\nok 1 - a\nBail out!  No database\nok 2 - b\n', ['passed a'], 'bailed out: No database'],
    ['bails out in a subtest', '# Subtest: a\n    ok 1 - b\n    bail out!\n', ['passed a › b'], 'bailed out'],
    ['has Windows line ends', '1..1\r\nok 1 - a\r\n', ['passed a']],
    ['has colours', '1..1\n\u001b[32mok 1 - a\u001b[0m\n', ['passed a']],
    [
      'is several documents',
      'TAP version 13\n1..1\nok 1 - a\nTAP version 13\n1..2\nok 1 - b\n1..2\nok 1 - c\nok 2 - d\n1..0\n',
      ['passed a', 'passed b', 'passed c', 'passed d'],
      'planned 2 tests, saw 1',
    ],
    ['tells of few problems', '1..1\n'.repeat(6), [], `${'planned 1 test, saw 0; '.repeat(3)}and 3 more`],
  ])('%s', async (_, text, says, problem) => {
    const report = await of(text);
    expect(report.tests.map(told)).toEqual(says);
    expect(report.problem).toBe(problem);
  });
});

describe('nested tests', () => {
  test.each<[what: string, text: string, says: readonly string[], problem?: string]>([
    ['named above', '# Subtest: a\n    ok 1 - b\n    1..1\nok 1 - a\n1..1\n', ['passed a › b']],
    ['named below', '    ok 1 - b\n    1..1\nok 1 - a\n1..1\n', ['passed a › b']],
    ['in braces', 'ok 1 - a {\n    ok 1 - b\n    1..1\n}\n1..1\n', ['passed a › b']],
    ['in braces after a block', 'ok 1 - a\n  ---\n  x: y\n  ...\n{\n    ok 1 - b\n}\n1..1\n', ['passed a › b']],
    ['in braces, empty', 'ok 1 - a {\n}\n1..1\n', ['passed a']],
    ['a brace in a name', 'ok 1 - opens {\nok 2 - b\n1..2\n', ['passed opens {', 'passed b']],
    [
      'a parent that fails because of them is no test',
      '    not ok 1 - b\n    ok 2 - c\nnot ok 1 - a\n1..1\n',
      ['failed a › b', 'passed a › c'],
    ],
    ['one that fails by itself is', '    ok 1 - b\nnot ok 1 - a\n1..1\n', ['passed a › b', 'failed a']],
    ['what is to do need not pass', '    not ok 1 - b\nnot ok 1 - a # TODO\n1..1\n', ['skipped a › b']],
    ['none of them', '    1..0 # SKIP no database\nok 1 - a # SKIP no database\n1..1\n', ['skipped a']],
    [
      'fewer than planned',
      '# Subtest: a\n    1..2\n    ok 1 - b\nnot ok 1 - a\n1..1\n',
      ['passed a › b', 'failed a'],
      'planned 2 tests of "a", saw 1',
    ],
    [
      'cut off',
      '# Subtest: a\n    # Subtest: b\n        ok 1 - c\n',
      ['passed a › b › c'],
      'saw 1 test and no plan: it may have ended early',
    ],
  ])('%s', async (_, text, says, problem) => {
    const report = await of(text);
    expect(report.tests.map(told)).toEqual(says);
    expect(report.problem).toBe(problem);
  });
});

describe('stderr in between', () => {
  test('does not end a block', async () => {
    const { tests, problem } = await of(
      'not ok 1 - a\n  ---\n(node:7) Warning: old\n  message: no\n# a comment\n  at: x.js:1\n  ...\nok 2 - b\n1..2\n',
    );
    expect(tests).toEqual([
      { name: 'a', outcome: 'failed', failure: ['no', 'at x.js:1'] },
      { name: 'b', outcome: 'passed' },
    ]);
    expect(problem).toBeUndefined();
  });

  test('may spoil one, which is then told as it is', async () => {
    const { tests } = await of('not ok 1 - a\n  ---\n  message: no\n    at warn (x.js:1:2)\n  ...\n1..1\n');
    expect(tests[0]?.failure).toEqual(['no at warn (x.js:1:2)']);
  });

  test('a block that never ends costs no test', async () => {
    const { tests } = await of('not ok 1 - a\n  ---\n  message: no\nok 2 - b\n1..2\n');
    expect(tests.map(told)).toEqual(['failed a: no', 'passed b']);
  });

  test('what looks like a test without a number is none where others have one', async () => {
    const { tests } = await of('1..2\nok 1 - a\nok, listening\nok then\nok 2 - b\nok\n');
    expect(tests.map(told)).toEqual(['passed a', 'passed b']);
  });
});

describe('what is hostile', () => {
  async function* endless(first: string, then: string): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode(first);
    const more = new TextEncoder().encode(then);
    while (true) yield more;
  }

  test.each([
    ['a line without end', '1..1\nok 1 - a\n', 'x'.repeat(65_536)],
    ['a name without end', '1..2\nok 1 - a\nok 2 - ', ' # \\'.repeat(16_384)],
    ['a log without end', '1..1\nok 1 - a\n', `${'x'.repeat(1_000)}\n`.repeat(100)],
    ['a block without end', '1..1\nok 1 - a\n  ---\n', `  ${'- x'.repeat(1_000)}\n`.repeat(30)],
  ])('%s', async (_, first, then) => {
    const report = await readTap(endless(first, then));
    expect(report.tests.map(told)[0]).toBe('passed a');
    expect(report.problem).toBe('it is larger than 64 MiB');
  });

  test('tests without end', async () => {
    const report = await readTap(endless('TAP version 13\n', 'not ok\n'.repeat(1_000)));
    expect(report.tests).toHaveLength(100_000);
    expect(report.problem).toBe('it has more than 100000 tests');
  });

  test('nesting without end is not followed', async () => {
    const deep = Array.from({ length: 3_000 }, (_, level) => `${'    '.repeat(level)}# Subtest: a\n`).join('');
    const { tests } = await of(`${deep}ok 1 - b\n1..1\n`);
    expect(tests.map(told)).toEqual(['passed b']);
  });

  test('YAML that is made to explode', async () => {
    const levels = Array.from({ length: 30 }, (_, at) => `  b${at}: &b${at} [*b${at - 1}, *b${at - 1}]\n`).slice(1);
    const bomb = `  b0: &b0 [x, x]\n${levels.join('')}  message: *b29\n`;
    const { tests } = await of(
      `not ok 1 - a\n  ---\n${bomb}  ...\nnot ok 2\n  ---\n  a: ${'['.repeat(9_000)}\n  ...\n1..2\n`,
    );
    expect(tests.map(({ outcome, failure }) => [outcome, failure?.length])).toEqual([
      ['failed', 31],
      ['failed', 1],
    ]);
  });
});

const piece = fc.constantFrom(
  ...['ok 1 - a', 'not ok 2 - b', 'ok', 'ok 3 - c {', '}', '{', '1..2', '1..0', 'TAP version 13', 'Bail out!', '# c'],
  ...[
    '# Subtest: s',
    '---',
    '...',
    'message: m',
    '  ',
    '    ',
    '        ',
    '\n',
    '\n',
    '\n',
    '\r\n',
    '# TODO',
    '# skip x',
  ],
  'ü',
);

test('nothing is thrown, whatever the text, and however it comes in', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }),
      fc.integer({ min: 1, max: 7 }),
      async (pieces, size) => {
        const whole = await of(pieces.join(''));
        expect(await readTap(chunks(pieces.join(''), size))).toEqual(whole);
      },
    ),
    { numRuns: 1_000 },
  );
});

type Tree = {
  readonly name: string;
  readonly ok: boolean;
  readonly directive: string;
  readonly below: readonly Tree[];
};

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc
    .record({
      name: fc.stringMatching(/^[a-z]{3}( [a-z#\\]{1,3})?$/),
      ok: fc.boolean(),
      directive: fc.constantFrom('', '', '', ' # SKIP why', ' # TODO'),
      below: fc.oneof({ maxDepth: 3 }, fc.constant<readonly Tree[]>([]), fc.array(tie('tree'), { maxLength: 3 })),
    })
    .map((one): Tree => {
      if (one.below.length === 0) return one;
      // As producers have it: who has tests below passes when they do. tap-parser leaves a name that is announced escaped.
      const name = one.name.slice(0, 3);
      return { ...one, name, directive: '', ok: one.below.every((test) => test.ok || test.directive !== '') };
    }),
}));

function printed(trees: readonly Tree[], style: 'above' | 'braces', indent = ''): string {
  const lines = trees.map(({ name, ok, directive, below }, at) => {
    const point = `${indent}${ok ? 'ok' : 'not ok'} ${at + 1} - ${name.replace(/[\\#]/g, '\\$&')}${directive}`;
    const nested = below.length > 0 ? printed(below, style, `${indent}    `) : '';
    if (style === 'braces') return below.length > 0 ? `${point} {\n${nested}${indent}}\n` : `${point}\n`;
    return `${indent}# Subtest: ${name.replace(/[\\#]/g, '\\$&')}\n${nested}${point}\n`;
  });
  return `${lines.join('')}${indent}1..${trees.length}\n`;
}

function leaves(trees: readonly Tree[], around: readonly string[] = []): readonly string[] {
  return trees.flatMap(({ name, ok, directive, below }) => {
    const path = [...around, name];
    if (below.length > 0) return leaves(below, path);
    return [`${directive !== '' ? 'skipped' : ok ? 'passed' : 'failed'} ${path.join(' › ')}`];
  });
}

test.each(['above', 'braces'] as const)(
  'any tree of tests, with names %s, is read as tap-parser reads it',
  async (style) => {
    await fc.assert(
      fc.asyncProperty(fc.array(tree, { minLength: 1, maxLength: 4 }), async (trees) => {
        const text = `TAP version 14\n${printed(trees, style)}`;
        const report = await of(text);
        expect(report.problem).toBeUndefined();
        expect(report.tests.map(({ name, outcome }) => `${outcome} ${name}`)).toEqual(leaves(trees));
        const parser = new Parser();
        const theirs: string[] = [];
        parser.on('result', ({ ok, todo, skip, fullname }: Result) => {
          const outcome = todo || skip ? 'skipped' : ok ? 'passed' : 'failed';
          theirs.push(`${outcome} ${fullname.replaceAll(' > ', ' › ')}`);
        });
        parser.end(text);
        expect(theirs).toEqual(leaves(trees));
      }),
      { numRuns: 300 },
    );
  },
);
