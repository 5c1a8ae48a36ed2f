import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TestResult } from '../../src/model/test-result.ts';
import { readJunit } from '../../src/results/read-junit.ts';
import type { TestReport } from '../../src/results/test-report.ts';

function sample(name: string): Promise<TestReport> {
  return readJunit(createReadStream(join(import.meta.dirname, 'samples', `${name}.xml`)));
}

async function* chunks(text: string, size = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** A test in a line: its outcome, its name, and the first line of what it failed with. */
function told({ name, outcome, failure }: TestResult): string {
  return `${outcome} ${name}${failure ? `: ${failure[0]}` : ''}`;
}

describe('the dialect of', () => {
  test.each<[dialect: string, says: readonly string[]]>([
    [
      'mocha',
      [
        'passed sum adds',
        'failed sum takes <strings> & "quotes": AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:',
      ],
    ],
    [
      'mocha-xunit',
      [
        'passed sum › adds',
        'failed sum › takes <strings> & "quotes": Expected values to be strictly equal:',
        'skipped sum › later',
      ],
    ],
    [
      'jest',
      [
        'passed sum adds',
        'failed sum takes <strings> & "quotes": Error: expect(received).toBe(expected) // Object.is equality',
        'skipped sum later',
      ],
    ],
    [
      'vitest',
      [
        'passed vt/sum.spec.ts › sum > adds',
        'failed vt/sum.spec.ts › sum > takes <strings> & "quotes": AssertionError: expected 2 to be 3 // Object.is equality',
        'skipped vt/sum.spec.ts › sum > later',
        'passed vt/sum.spec.ts › sum > flaky',
      ],
    ],
    [
      'node-test-20',
      [
        'passed sum › adds',
        'failed sum › takes <strings> & &quot;quotes&quot;: Error [ERR_TEST_FAILURE]: Expected values to be strictly equal:',
        'skipped sum › later',
        'passed sum › of none › is zero',
        'passed stands alone',
      ],
    ],
    [
      'node-test-24',
      [
        'passed sum › adds',
        'failed sum › takes <strings> & &quot;quotes&quot;: Error [ERR_TEST_FAILURE]: Expected values to be strictly equal:',
        'skipped sum › later',
        'passed sum › of none › is zero',
        'passed stands alone',
      ],
    ],
    [
      'pytest',
      [
        'passed test_sum.TestSum › test_adds',
        'passed test_sum.TestSum › test_takes[1]',
        'failed test_sum.TestSum › test_takes[2]: assert (2 + 1) == 2',
        'skipped test_sum › test_later',
        'failed test_sum › test_errs: failed on setup with "RuntimeError: no database"',
      ],
    ],
    [
      'phpunit',
      [
        'passed SumTest › testAdds',
        'passed SumTest › testTakes with data set "one"',
        'failed SumTest › testTakes with data set "two": SumTest::testTakes with data set "two" (2)',
        'skipped SumTest › testLater',
        'failed SumTest › testErrs: SumTest::testErrs',
      ],
    ],
    [
      'gotestsum',
      [
        'passed example.com/sum › TestAdds',
        'failed example.com/sum › TestTakes/two:     sum_test.go:12: got 3, want 2',
        'passed example.com/sum › TestTakes',
        'skipped example.com/sum › TestLater',
      ],
    ],
    [
      'surefire',
      [
        'passed org.example.SumTest › adds',
        'failed org.example.SumTest › takes: org.opentest4j.AssertionFailedError: expected: <3> but was: <2>',
        'flaky org.example.SumTest › waits: java.util.concurrent.TimeoutException: timed out',
        'skipped org.example.SumTest › later',
        'failed org.example.SumTest › errs: no database',
      ],
    ],
    [
      'playwright-retries',
      [
        'passed sum.spec.mjs › sum › adds',
        'flaky sum.spec.mjs › sum › flaky: Error: expect(received).toBe(expected) // Object.is equality',
        'failed sum.spec.mjs › sum › fails:   sum.spec.mjs:5:3 › sum › fails ───────────────────────────────────────────────────────────────────',
        'skipped sum.spec.mjs › sum › later',
      ],
    ],
    // go 1.19: of packages that do not build it says nothing.
    [
      'pytest-collection',
      [
        "failed pytest › test_missing: ModuleNotFoundError: No module named 'no_such_package'",
        "failed pytest › test_raises: KeyError: 'NO_SUCH'",
        "failed pytest › test_syntax: SyntaxError: expected ':'",
      ],
    ],
    [
      'gotestsum-rerun',
      [
        'flaky example.com/sum › TestWaits:     sum_test.go:20: too slow',
        'failed example.com/sum › TestTakes:     sum_test.go:12: 2 is not 3',
        'passed example.com/sum › TestAdds',
      ],
    ],
    [
      'gradle-rerun',
      [
        'flaky org.example.SumTest › waits(): java.util.concurrent.TimeoutException: timed out',
        'passed org.example.SumTest › adds()',
      ],
    ],
    [
      'pytest-rerunfailures',
      [
        'flaky test_sum › test_waits',
        'failed test_sum › test_takes: def test_takes():',
        'passed test_sum › test_adds',
        'skipped test_sum › test_later',
      ],
    ],
  ])('%s', async (dialect, says) => {
    const report = await sample(dialect);
    expect(report.problem).toBeUndefined();
    expect(report.tests.map(told)).toEqual(says);
  });

  test('node:test names a test alike in each of its versions', async () => {
    const [before, now] = await Promise.all([sample('node-test-20'), sample('node-test-24')]);
    expect(before.tests.map(({ name }) => name)).toEqual(now.tests.map(({ name }) => name));
  });
});

test('times are milliseconds, with thousands as Surefire writes them', async () => {
  const { tests } = await sample('surefire');
  expect(tests.map(({ durationMs }) => durationMs)).toEqual([1_002_500, 10, 20, 0, 0]);
});

test.each([
  ['-0.001', 0],
  ['1e-7', 0],
  ['', undefined],
  ['soon', undefined],
  ['1e300', undefined],
])('a time of "%s" is %s', async (time, durationMs) => {
  const { tests } = await readJunit(chunks(`<testsuite><testcase name="a" time="${time}"/></testsuite>`));
  expect(tests.map((one) => one.durationMs)).toEqual([durationMs]);
});

test('the tries of a test are told apart, without what it printed in them', async () => {
  const { tests } = await sample('surefire');
  expect(tests[1]?.reruns).toEqual([{ failure: ['expected: <3> but was: <2>', 'again'] }]);
  const text = `<testsuite>
    <testcase name="a"><flakyError type="E"><stackTrace>one</stackTrace><system-out>said</system-out></flakyError>
      <flakyFailure type="F"/></testcase>
    <testcase name="b"><rerunFailure message="two"/><error message="one"/></testcase>
    <testcase name="c"><failure message="one"/>${'<rerunFailure message="more"/>'.repeat(9)}</testcase>
    <testcase name="d"><failure message="one"/><failure>, and more of it</failure></testcase>
    <testcase name="e"><rerunFailure message="of what passed"/></testcase>
  </testsuite>`;
  expect((await readJunit(chunks(text))).tests).toEqual([
    { name: 'a', outcome: 'flaky', failure: ['one'], isError: true, reruns: [{ failure: ['F'] }] },
    { name: 'b', outcome: 'failed', failure: ['one'], isError: true, reruns: [{ failure: ['two'] }] },
    {
      name: 'c',
      outcome: 'failed',
      failure: ['one'],
      reruns: Array.from({ length: 5 }, () => ({ failure: ['more'] })),
    },
    { name: 'd', outcome: 'failed', failure: ['one', ', and more of it'] },
    { name: 'e', outcome: 'passed' },
  ]);
});

test('a failure has its message and what the text adds', async () => {
  const { tests } = await sample('surefire');
  expect(tests[1]?.failure).toEqual([
    'org.opentest4j.AssertionFailedError: expected: <3> but was: <2>',
    '\tat org.example.SumTest.takes(SumTest.java:12)',
  ]);
});

describe('several entries of one name', () => {
  const passed = '<testcase classname="c" name="a"/>';
  const failed = (why: string) => `<testcase classname="c" name="a"><failure message="${why}"/></testcase>`;
  const skipped = '<testcase classname="c" name="a"><skipped/></testcase>';
  const suite = (cases: string, name = 's') => `<testsuite name="${name}">${cases}</testsuite>`;
  test.each<[what: string, text: string, says: readonly string[]]>([
    ['a failure and then a pass', suite(failed('1') + passed), ['flaky c › a: 1']],
    ['failures and then a pass', suite(failed('1') + failed('2') + passed), ['flaky c › a: 1']],
    ['nothing but failures', suite(failed('1') + failed('2')), ['failed c › a: 1']],
    ['two that pass', suite(passed + passed), ['passed c › a', 'passed c › a']],
    ['a pass and then a failure', suite(passed + failed('1')), ['passed c › a', 'failed c › a: 1']],
    ['a failure and one that is skipped', suite(failed('1') + skipped), ['failed c › a: 1', 'skipped c › a']],
    [
      'of two suites',
      `<testsuites>${suite(failed('1'))}${suite(passed)}</testsuites>`,
      ['failed c › a: 1', 'passed c › a'],
    ],
    [
      'of two files',
      suite(failed('1').replace('name="a"', 'name="a" file="x"') + passed.replace('name="a"', 'name="a" file="y"')),
      ['failed c › a: 1', 'passed c › a'],
    ],
    ['of pytest: a failure is the end of it', suite(passed + failed('1'), 'pytest'), ['failed c › a: 1']],
    ['of pytest: a pass after an empty one', suite(passed + passed, 'pytest'), ['flaky c › a']],
    ['of pytest: a failure after both', suite(passed + passed + failed('1'), 'pytest'), ['failed c › a: 1']],
  ])('%s', async (_, text, says) => {
    const report = await readJunit(chunks(text));
    expect(report.tests.map(told)).toEqual(says);
  });
});

test('a flaky test has its first failure, and nothing that was printed', async () => {
  const again = (why: string) =>
    `<flakyFailure message="${why}"><stackTrace>${why} at a.js</stackTrace><system-out>noise</system-out></flakyFailure>`;
  const report = await readJunit(
    chunks(`<testsuite><testcase name="a">${again('1')}${again('2')}</testcase></testsuite>`),
  );
  expect(report.tests).toEqual([
    { name: 'a', outcome: 'flaky', failure: ['1 at a.js'], reruns: [{ failure: ['2 at a.js'] }] },
  ]);
});

test('entries of one name that are tries of one test are told as its tries', async () => {
  const entry = (inner: string) => `<testcase classname="c" name="a">${inner}</testcase>`;
  const text = `<testsuite name="s">${entry('<failure message="1"/>')}${entry('<error message="2"/>')}${entry('')}</testsuite>`;
  expect((await readJunit(chunks(text))).tests).toEqual([
    { name: 'c › a', outcome: 'flaky', failure: ['1'], reruns: [{ failure: ['2'], isError: true }] },
  ]);
});

describe('errors that are in no test', () => {
  test('packages that gotestsum could not build', async () => {
    const { tests, problem } = await sample('gotestsum-build-failed');
    expect(tests.map(told)).toEqual([
      'failed example.org/w/store › TestPanics: --- FAIL: TestPanics (0.00s)',
      'passed example.org/w/store › TestA',
    ]);
    expect(problem).toBe('counts 1 error that is in none of its tests: see the log');
  });

  test('beside a package whose own beginning failed, which gotestsum has a test for', async () => {
    const { tests, problem } = await sample('gotestsum-main');
    expect(tests.map(told)).toEqual([
      'passed example.com/app › TestOk',
      'failed example.com/app/setup › TestMain: no database is configured',
    ]);
    expect(problem).toBe('counts 2 errors that are in none of its tests: see the log');
  });

  const failed = '<testcase name="a"><failure/></testcase>';
  const error = '<testcase name="b"><error/></testcase>';
  test.each([
    { says: 'errors="2" failures="1"', tests: failed, beside: '2 errors that are' },
    { says: 'errors="2" failures="1"', tests: failed + error, beside: '1 error that is' },
    { says: 'errors="1" failures="1"', tests: failed + error, beside: undefined },
    // mocha counts what failed as an error.
    { says: 'errors="1"', tests: failed, beside: undefined },
    { says: 'failures="3"', tests: failed, beside: undefined },
    { says: 'errors="some" failures="3"', tests: failed, beside: undefined },
  ])('$says: $beside', async ({ says, tests, beside }) => {
    const { problem } = await readJunit(chunks(`<testsuites ${says}><testsuite>${tests}</testsuite></testsuites>`));
    expect(problem).toBe(beside && `counts ${beside} in none of its tests: see the log`);
  });
});

describe('what is no report', () => {
  const of = (inner: string) => `<testsuite><testcase name="a"/>${inner}</testsuite>`;
  test.each([
    {
      name: 'nothing',
      text: '',
      tests: [],
      problem: 'cannot be read: it is no XML (1:0: document must contain a root element.)',
    },
    {
      name: 'another file',
      text: 'hello',
      tests: [],
      problem: 'cannot be read: it is no XML (1:5: text data outside of root node.)',
    },
    {
      name: 'a report that was cut off',
      text: '<testsuite><testcase name="a"/><testc',
      tests: ['passed a'],
      problem: 'cannot be read: it is no XML (1:37: unclosed tag: testsuite)',
    },
    {
      name: 'an entity bomb',
      text: `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${of('<testcase name="&b;"/>')}`,
      tests: ['passed a'],
      problem: 'cannot be read: it is no XML (1:103: undefined entity.)',
    },
    {
      name: 'a file of the machine',
      text: `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>${of('<testcase name="b">&f;</testcase>')}`,
      tests: ['passed a'],
      problem: 'cannot be read: it is no XML (1:107: undefined entity.)',
    },
    { name: 'some other XML', text: '<html><body/></html>', tests: [], problem: undefined },
  ])('$name', async ({ text, tests, problem }) => {
    const report = await readJunit(chunks(text));
    expect(report.tests.map(told)).toEqual(tests);
    expect(report.problem).toBe(problem);
  });

  test('a report of gigabytes is left, however it is made', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode('<testsuite><testcase name="a"/><testcase name="b"><failure>');
      const much = new Uint8Array(1024 * 1024).fill(0x78);
      while (true) yield much;
    }
    const report = await readJunit(endless());
    expect(report.tests.map(told)).toEqual(['passed a']);
    expect(report.problem).toBe('cannot be read: it is larger than 64 MiB');
  });

  test('and so are tests without end', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode('<testsuite>');
      while (true) yield new TextEncoder().encode('<testcase name="a"/>'.repeat(1_000));
    }
    const report = await readJunit(endless());
    expect(report.tests).toHaveLength(100_000);
    expect(report.problem).toBe('cannot be read: it has more than 100000 tests');
  });

  test('nothing is thrown, whatever the text, and however it comes in', async () => {
    const piece = fc.constantFrom(
      '<testsuite name="s">',
      '</testsuite>',
      '<testcase name="t">',
      '</testcase>',
      '<failure message="m">',
      '</failure>',
      '<skipped/>',
      '<![CDATA[',
      ']]>',
      '&amp;',
      '&x;',
      'ü',
      '<',
      '"',
      '<!--',
      '-->',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(piece, fc.string()), { maxLength: 20 }),
        fc.integer({ min: 1, max: 7 }),
        async (pieces, size) => {
          const whole = await readJunit(chunks(pieces.join('')));
          const bitwise = await readJunit(chunks(pieces.join(''), size));
          expect(bitwise.tests).toEqual(whole.tests);
          expect(bitwise.problem === undefined).toBe(whole.problem === undefined);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('names and suites without measure', () => {
  test('a long name is cut, and those that differ after the cut stay different', async () => {
    const name = 'x'.repeat(100_000);
    const text = `<testsuite name="${name}"><testcase name="one"/><testcase name="two"/></testsuite>`;
    const { tests } = await readJunit(chunks(text));
    expect(tests.map((one) => one.name.length)).toEqual([1_010, 1_010]);
    expect(new Set(tests.map((one) => one.name)).size).toBe(2);
  });

  test('what stands in suites that are too deep belongs to the last of the others', async () => {
    const deep = 5_000;
    const open = Array.from({ length: deep }, (_, at) => `<testsuite name="${at}">`).join('');
    const { tests } = await readJunit(chunks(`${open}<testcase name="a"/>${'</testsuite>'.repeat(deep)}`));
    expect(tests.map((one) => one.name.split(' › ').length)).toEqual([65]);
  });

  test('an element that is called as what every object has is none of ours', async () => {
    const { tests } = await readJunit(chunks('<testsuite><testcase name="a"><constructor/></testcase></testsuite>'));
    expect(tests).toEqual([{ name: 'a', outcome: 'passed' }]);
  });
});

test('a file that pytest cannot collect is told by its cause and the frames of the project', async () => {
  const { tests } = await sample('pytest-collection');
  expect(tests.find(({ name }) => name.endsWith('test_syntax'))?.failure).toEqual([
    "SyntaxError: expected ':'",
    'test_syntax.py:1: in <module>',
    '    from words import count',
    'E     File "/app/words.py", line 1',
    'E       def count(text)',
    'E                      ^',
    "E   SyntaxError: expected ':'",
  ]);
});
