import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { productExample } from './product-example.ts';

const minimal = 'axes: { node: [20] }\nimage: { from: node }\ntest: { command: npm test }\n';

/** `line:column message (hint)` of everything that is wrong, in order. */
function wrong(text: string): readonly string[] {
  const result = readConfig(text, 'matrix.yml');
  if (result.ok) return [];
  return result.diagnostics.map(
    ({ place, message, hint }) => `${place.line}:${place.column} ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
}

function config(text: string) {
  const result = readConfig(text, 'matrix.yml');
  if (!result.ok) throw new Error(wrong(text).join('\n'));
  return result.config;
}

test('the whole of a file', () => {
  const text = `
name: todo-api
axes:
  node: [13, 15, 3.10]
  db: [ { name: pg15, image: "postgres:15", ports: [1, 2] }, my8 ]
exclude:
  - { node: 13, db: [pg15, my8] }
  - { node: "<15", db: { not: my8 } }
include:
  - { node: 20, coverage: "true" }
allow-failure:
  - { node: 20 }
cover: all
image:
  context: ..
  dockerfile: docker/Dockerfile
  target: test
  args: { NODE_VERSION: "\${{ matrix.node }}" }
services:
  db:
    image: postgres:15
    env: { POSTGRES_USER: app }
    files: [ { from: a.sql, to: /a.sql } ]
    ready: { log: [listening, ready], timeout: 90s }
    tmpfs: [ /data ]
    when: { node: ">=13" }
    limits: { cpus: 0.5, memory: 512m, pids: 100 }
  web:
    image: nginx
    command: [nginx, -g, daemon off;]
    ready: { http: ":8080/health" }
test:
  command: npm test
  env: { A: 1 }
  pass-env: [CI]
  secrets: [TOKEN]
  timeout: 5m
  retries: 1
  results: reports/*.xml
  artifacts: [coverage/**]
  limits: { memory: 1g }
  internet: false
run:
  jobs: 3
  fail-fast: true
`;
  expect(config(text)).toEqual({
    name: 'todo-api',
    axes: [
      { name: 'node', values: ['13', '15', '3.10'] },
      { name: 'db', values: [{ name: 'pg15', image: 'postgres:15', ports: ['1', '2'] }, 'my8'] },
    ],
    exclude: [
      { node: '13', db: ['pg15', 'my8'] },
      { node: '<15', db: { not: 'my8' } },
    ],
    include: [{ node: '20', coverage: 'true' }],
    allowFailure: [{ node: '20' }],
    cover: 'all',
    image: {
      kind: 'dockerfile',
      context: '..',
      dockerfile: 'docker/Dockerfile',
      target: 'test',
      args: { NODE_VERSION: '${{ matrix.node }}' },
    },
    services: [
      {
        name: 'db',
        image: 'postgres:15',
        env: { POSTGRES_USER: 'app' },
        files: [{ from: 'a.sql', to: '/a.sql' }],
        ready: { log: ['listening', 'ready'], timeoutMs: 90_000 },
        tmpfs: ['/data'],
        when: { node: '>=13' },
        limits: { cpus: 0.5, memoryBytes: 512 * 1024 ** 2, pids: 100 },
      },
      {
        name: 'web',
        image: 'nginx',
        env: {},
        command: ['nginx', '-g', 'daemon off;'],
        files: [],
        ready: { http: { port: 8080, path: '/health' }, timeoutMs: 60_000 },
        tmpfs: [],
        limits: {},
      },
    ],
    test: {
      command: 'npm test',
      env: { A: '1' },
      passEnv: ['CI'],
      secrets: ['TOKEN'],
      timeoutMs: 300_000,
      retries: 1,
      results: ['reports/*.xml'],
      artifacts: ['coverage/**'],
      limits: { memoryBytes: 1024 ** 3 },
      internet: false,
    },
    run: { jobs: 3, failFast: true },
  });
});

test.each([
  ['results: a.xml', { results: ['a.xml'] }],
  ['results: [a.xml, b.xml]', { results: ['a.xml', 'b.xml'] }],
  ['results: { tap: stdout }', { results: [], tap: 'stdout' }],
  ['tap: stdout', { results: [], tap: 'stdout' }],
  ['results: a.xml, tap: stdout', { results: ['a.xml'], tap: 'stdout' }],
])('%s', (written, means) => {
  const result = readConfig(`axes: { a: [1] }\nimage: { from: n }\ntest: { command: a, ${written} }\n`, 'matrix.yml');
  expect(result.ok && result.config.test).toMatchObject(means);
  expect(result.ok && 'tap' in result.config.test).toBe('tap' in means);
});

describe('what is wrong is said with its place and what was expected', () => {
  test.each<[name: string, text: string, says: readonly string[]]>([
    ['an empty file', '', ['1:1 the file is empty; a matrix needs "axes", "image" and "test"']],
    ['only comments', '# nothing\n\n', ['1:1 the file is empty; a matrix needs "axes", "image" and "test"']],
    ['a binary file', 'axes: \u0000\u0001', ['1:1 this is no text file']],
    ['a list', '- a\n', ['1:1 expected a map with "axes", "image" and "test", found a list']],
    ['two documents', `${minimal}---\n${minimal}`, ['4:1 a second document begins here; a matrix file is one']],
    ['an unknown alias', `${minimal}name: *nobody\n`, ['4:7 this alias has no anchor above it']],
    [
      'no image and no test',
      'axes: { node: [20] }\n',
      [
        '1:1 the file has no "image" (expected a map with "from", or with "context" and "dockerfile")',
        '1:1 the file has no "test" (expected a map)',
      ],
    ],
    [
      'TAP from elsewhere',
      minimal.replace('npm test', 'npm test, results: { tap: stderr }'),
      ['3:44 expected stdout, found "stderr"'],
    ],
    [
      'results of another kind',
      minimal.replace('npm test', 'npm test, results: { junit: a.xml }'),
      ['3:28 "results" has no "tap" (expected stdout)', '3:39 "junit" is no key of "results" (keys here: tap)'],
    ],
    ['no axes', 'image: { from: node }\ntest: { command: a }\n', ['1:1 a matrix needs "axes" or "include"']],
    ['an unknown key', `${minimal}exlude: []\n`, ['4:1 "exlude" is no key of a matrix file (did you mean "exclude"?)']],
    [
      'an unknown key that is like none',
      `${minimal}zzz: []\n`,
      [
        '4:1 "zzz" is no key of a matrix file (keys here: name, axes, exclude, include, allow-failure, cover, image, services, test, run)',
      ],
    ],
    ['a key twice', `${minimal}run: {}\nrun: {}\n`, ['5:1 "run" is here twice (keep one of them)']],
    [
      'an axis that is no list',
      'axes: { node: 20 }\nimage: { from: a }\ntest: { command: a }\n',
      ['1:15 expected a list of values, found "20" (one value is written node: [20])'],
    ],
    [
      'an axis like a number',
      'axes: { 15: [a] }\nimage: { from: a }\ntest: { command: a }\n',
      ['1:9 "15": a name begins with a letter or _, and goes on with letters, digits, _ and -'],
    ],
    [
      'a service that is no host name',
      `${minimal}services: { My_db: { image: a } }\n`,
      [`4:13 "My_db": a service's name is its host name: small letters, digits and -, beginning with a letter`],
    ],
    [
      'an image of two kinds',
      'axes: { a: [1] }\nimage:\n  from: a\n  target: b\ntest: { command: a }\n',
      ['4:11 "target" goes with a Dockerfile, not with "from"'],
    ],
    [
      'set-up of a Dockerfile',
      'axes: { a: [1] }\nimage:\n  setup: [b]\ntest: { command: a }\n',
      ['3:3 "setup" needs "from"; a Dockerfile has its own steps'],
    ],
    [
      'a bad duration',
      'axes: { a: [1] }\nimage: { from: a }\ntest: { command: a, timeout: soon }\n',
      ['3:30 expected a duration such as 500ms, 90s, 10m or 1h, found "soon"'],
    ],
    [
      'bad limits, all at once',
      'axes: { a: [1] }\nimage: { from: a }\ntest:\n  command: a\n  limits: { cpus: 0, memory: lots, pids: -1 }\n',
      [
        '5:19 expected a number above 0, found "0"',
        '5:30 expected a size such as 64k, 512m or 2g, found "lots"',
        '5:42 expected a whole number above 0, found "-1"',
      ],
    ],
    ['a bad flag', `${minimal}run: { fail-fast: maybe }\n`, ['4:19 expected true or false, found "maybe"']],
    ['bad jobs', `${minimal}run: { jobs: 0 }\n`, ['4:14 expected auto or a whole number above 0, found "0"']],
    ['a bad cover', `${minimal}cover: some\n`, ['4:8 expected all, pairwise or a strength from 2 to 6, found "some"']],
    [
      'a bad port',
      `${minimal}services: { db: { image: a, ready: { tcp: 70000 } } }\n`,
      ['4:43 expected a port from 1 to 65535, found "70000"'],
    ],
    [
      'a bad pattern',
      `${minimal}services: { db: { image: a, ready: { log: "(" } } }\n`,
      ['4:43 expected a regular expression, found "("'],
    ],
    [
      'two probes',
      `${minimal}services: { db: { image: a, ready: { log: a, tcp: 1 } } }\n`,
      ['4:51 expected one of log, tcp, http, command, healthcheck, and not two of them, found "1"'],
    ],
    ['an empty selector', `${minimal}exclude: [ {} ]\n`, ['4:12 expected at least one axis, found a map']],
    ['a circle', `${minimal}exclude: &x [*x]\n`, ['4:14 this alias stands within what it refers to']],
    [
      'lists in lists',
      `${minimal}exclude: ${'['.repeat(200)}${']'.repeat(200)}\n`,
      ['4:109 more than 100 lists and maps stand in each other here'],
    ],
    [
      'more of them than can be read',
      `${minimal}exclude: ${'['.repeat(100_000)}\n`,
      [expect.stringMatching(/^4:\d+ lists and maps stand in each other too deeply here$/)],
    ],
    ['a merge of what is no map', `${minimal}run: { <<: 5 }\n`, ['4:8 "<<" takes a map, or a list of maps']],
    [
      'a name that objects have of themselves',
      `${minimal}services: { __proto__: { image: a } }\n`,
      ['4:13 "__proto__" cannot be a name here'],
    ],
    [
      'a value that objects have of themselves',
      `${minimal}run: { fail-fast: constructor }\n`,
      ['4:19 expected true or false, found "constructor"'],
    ],
    [
      'an unknown key above its value',
      `${minimal}exlude:\n  text\n`,
      ['4:1 "exlude" is no key of a matrix file (did you mean "exclude"?)'],
    ],
    [
      'an unknown and a missing key in a list',
      `${minimal}services: { db: { image: a, files: [ { from: a, tp: b } ] } }\n`,
      ['4:49 "tp" is no key of item 1 of "files" (did you mean "to"?)'],
    ],
    [
      'the matrix of a workflow',
      'strategy: { matrix: { node: [20] } }\nimage: { from: a }\ntest: { command: a }\n',
      [
        '1:1 "strategy" is no key of a matrix file (what is in its matrix stands below "axes" here; matrix init reads whole workflows)',
      ],
    ],
    [
      'a service that nobody could reach',
      `${minimal}services: { localhost: { image: a } }\n`,
      ['4:13 "localhost": a service\'s name is its host name, and this one is the suite\'s own'],
    ],
    [
      'a variable that is none',
      minimal.replace('npm test', 'a, env: { 1A: x }, pass-env: ["A B", C?]'),
      [
        '3:28 "1A": a variable begins with a letter or _, and goes on with letters, digits and _',
        '3:48 expected the name of a variable, with ? where it may be unset, found "A B"',
      ],
    ],
    [
      'nothing where something has to be done',
      'axes: { a: [1] }\nimage: { from: "", setup: [" "] }\nservices: { db: { image: } }\ntest:\n  command:\n',
      [
        '2:16 expected a text, found nothing',
        '2:28 expected a text, found " "',
        '3:26 expected a text, found nothing',
        '5:11 expected a text, found nothing',
      ],
    ],
    [
      'a command of no words',
      minimal.replace('npm test', '[]'),
      ['3:9 expected a list that begins with a program, found an empty list'],
    ],
    [
      'no value to select',
      `${minimal}exclude: [ { node: [] } ]\n`,
      ['4:14 expected at least one value, found an empty list'],
    ],
    [
      'a status that is none',
      `${minimal}services: { db: { image: a, ready: { http: { port: 80, status: 999 } } } }\n`,
      ['4:64 expected a status from 100 to 599, found "999"'],
    ],
    [
      'what else is wrong beside two probes',
      `${minimal}services: { db: { image: a, ready: { log: a, tcp: 1, timeout: soon } } }\n`,
      [
        '4:51 expected one of log, tcp, http, command, healthcheck, and not two of them, found "1"',
        '4:63 expected a duration such as 500ms, 90s, 10m or 1h, found "soon"',
      ],
    ],
    [
      'no axes beside something wrong below',
      'image: { from: a, target: b }\ntest: { command: a, timeout: soon }\n',
      [
        '1:1 a matrix needs "axes" or "include"',
        '1:27 "target" goes with a Dockerfile, not with "from"',
        '2:30 expected a duration such as 500ms, 90s, 10m or 1h, found "soon"',
      ],
    ],
    [
      'what is wrong below an anchor, once',
      `${minimal}services:\n  a: { image: x, env: &e { 1A: b } }\n  b: { image: y, env: *e }\n`,
      ['5:28 "1A": a variable begins with a letter or _, and goes on with letters, digits and _'],
    ],
    [
      'a negation of nothing known',
      `${minimal}exclude: [ { node: { nto: 1 } }, { node: { not: { nto: 2 } } } ]\n`,
      [
        '4:14 "node" has no "not" (expected a value, a list of values, a comparison such as ">=15 <20", or { not: … })',
        '4:22 "nto" is no key of "node" (did you mean "not"?)',
        '4:44 "not" has no "not" (expected a value, a list of values, a comparison such as ">=15 <20", or { not: … })',
        '4:51 "nto" is no key of "not" (did you mean "not"?)',
      ],
    ],
    [
      'a probe of another host',
      `${minimal}services: { db: { image: a, ready: { http: "http://other:80/" } } }\n`,
      ['4:44 expected :PORT/PATH, such as :8080/health, found "http://other:80/"'],
    ],
    [
      'no processes at all',
      minimal.replace('npm test', 'a, limits: { pids: 0 }'),
      ['3:37 expected a whole number above 0, found "0"'],
    ],
    [
      'an unknown key that is long',
      `${minimal}? ${'k'.repeat(2_000)}\n: 1\n`,
      [expect.stringMatching(/^4:3 "k{60}…" is no key of a matrix file /)],
    ],
    ['a key that is a list', `${minimal}? [a]\n: b\n`, ['4:3 a key is a text, not a list, a map or an alias']],
  ])('%s', (_name, text, says) => {
    expect(wrong(text)).toEqual(says);
  });

  test('the line is given for showing', () => {
    const result = readConfig(`${minimal}exlude: []  # sic\r\n`, 'm.yml');
    expect(!result.ok && result.diagnostics[0]).toEqual({
      place: { file: 'm.yml', line: 4, column: 1 },
      message: '"exlude" is no key of a matrix file',
      hint: 'did you mean "exclude"?',
      sourceLine: 'exlude: []  # sic',
    });
  });

  test('aliases that explode are refused', () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) => `  k${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`,
    );
    const text = `${minimal}services:\n  k0: &a0 [x]\n${levels.join('\n')}\n`;
    const [only, ...more] = wrong(text);
    expect(more).toEqual([]);
    expect(only).toMatch(/^\d+:\d+ the file has more than 100000 values, aliases counted as often as they are used$/);
  });
});

describe('what is no YAML is said in our words', () => {
  test.each<[text: string, says: string]>([
    ['exclude: [ {a: 1}\n', '4:10 this [ is never closed'],
    ['exclude: [ {a: 1\n', '4:12 this { is never closed'],
    ['name: "abc\n', '4:7 this " is never closed'],
    ["name: 'abc\n", "4:7 this ' is never closed"],
    [
      'name: "\\q"\n',
      '4:8 no character is written like this in double quotes; for a backslash, write two or use single quotes',
    ],
    ['run:\n\tjobs: 1\n', '5:1 a tab cannot indent; YAML wants spaces'],
    ['run:\n  jobs: 1\n fail-fast: true\n', '6:1 this is indented in a way that fits nothing above it'],
    ['name: a: b\n', '4:7 a map or a list cannot begin on this line; is a line break or an indent missing?'],
    ['name: @a\n', '4:7 a text cannot begin with this character; put it in quotes'],
    ['name: &a &b x\n', '4:10 this has two anchors; keep one of them'],
    ['name: !a !b x\n', '4:10 this has two tags; a matrix file needs none'],
    ['name: &a *a\n', '4:10 an alias has no anchor and no tag of its own'],
    ['name: !secret x\n', '4:7 this tag is not known or does not fit; a matrix file needs none'],
    ['exclude: [ , ]\n', '4:12 this does not belong here'],
    ['exclude: { "a"b }\n', '4:15 a colon, a comma or a space is missing'],
  ])('%j', (text, says) => {
    expect(wrong(minimal + text)).toEqual([says]);
  });

  test('a % line that means nothing', () => {
    expect(wrong(`%YAML\n---\n${minimal}`)).toEqual(['1:1 this % line cannot be read; a matrix file needs none']);
  });
});

test.each<[path: readonly (string | number)[], line: number, column: number]>([
  [['name'], 1, 7],
  [['axes', 'node', 1], 2, 19],
  [['exclude', 0, 'node'], 4, 13],
  [['exclude', 0, 'postgres'], 4, 5],
  [['exclude', 7], 3, 1],
  [['services', 'db', 'image'], 6, 16],
  [['services', 'db'], 6, 3],
  [['nowhere', 'at', 'all'], 1, 1],
  [[], 1, 1],
])('a value is found by its path: %j', (path, line, column) => {
  const text = `name: a
axes: { node: [1, 2] }
exclude:
  - { node: 1 }
services:
  db: { image: x }
image: { from: a }
test: { command: a }
`;
  const result = readConfig(text, 'm.yml');
  const sourceLine = text.split('\n')[line - 1];
  expect(result.ok && result.diagnose(path, 'so it is', 'do this')).toEqual({
    place: { file: 'm.yml', line, column },
    message: 'so it is',
    hint: 'do this',
    sourceLine,
  });
});

describe('what may be written', () => {
  test('what a tag makes of a text does not count', () => {
    const values = '!!int "013", !!float "3.10", !!bool "True", !!null "~", !!binary "aGVsbG8=", !!str 1.0';
    expect(config(minimal.replace('[20]', `[${values}]`)).axes[0]?.values).toEqual([
      '013',
      '3.10',
      'True',
      '~',
      'aGVsbG8=',
      '1.0',
    ]);
  });

  test('a negation of a negation', () => {
    const text = `${minimal}exclude: [ { node: { not: { not: [1, 2] } } } ]\n`;
    expect(config(text).exclude).toEqual([{ node: { not: { not: ['1', '2'] } } }]);
  });

  test.each<[ready: string, means: object]>([
    ['{ log: a }', { log: ['a'] }],
    ['{ tcp: 5432 }', { tcp: 5432 }],
    ['{ http: ":8080" }', { http: { port: 8080, path: '/' } }],
    ['{ http: "http://:8080/health?a=1" }', { http: { port: 8080, path: '/health?a=1' } }],
    ['{ http: "http://localhost:80/" }', { http: { port: 80, path: '/' } }],
    ['{ http: { port: 80, path: /up, status: 204 } }', { http: { port: 80, path: '/up', status: 204 } }],
    ['{ command: pg_isready }', { command: 'pg_isready' }],
    ['{ command: [a, b] }', { command: ['a', 'b'] }],
    ['{ healthcheck: true }', { healthcheck: true }],
    ['{}', {}],
  ])('ready: %s', (ready, means) => {
    const [service] = config(`${minimal}services: { db: { image: a, ready: ${ready} } }\n`).services;
    expect(service?.ready).toEqual({ ...means, timeoutMs: 60_000 });
  });

  test.each([
    ['500ms', 500],
    ['1.5s', 1_500],
    ['10m', 600_000],
    ['1h', 3_600_000],
  ])('a duration of %s', (written, ms) => {
    expect(config(minimal.replace('npm test', `a, timeout: ${written}`)).test.timeoutMs).toBe(ms);
  });

  test.each([
    ['64k', 65_536],
    ['512m', 536_870_912],
    ['2g', 2_147_483_648],
    ['1.5GiB', 1_610_612_736],
  ])('a size of %s', (written, bytes) => {
    const { limits } = config(minimal.replace('npm test', `a, limits: { memory: ${written}, cpus: .5 }`)).test;
    expect(limits).toEqual({ memoryBytes: bytes, cpus: 0.5 });
  });

  test('merge keys, the own key first', () => {
    const text = `axes: { a: [1] }
image: { from: a }
services:
  one: &one { image: a, tmpfs: [/x] }
  two: { <<: *one, image: b }
test: { command: a }
`;
    expect(config(text).services.map(({ name, image, tmpfs }) => [name, image, tmpfs])).toEqual([
      ['one', 'a', ['/x']],
      ['two', 'b', ['/x']],
    ]);
  });

  test('an anchor anew; what stood above keeps the first', () => {
    const env = '{ A: &x 1, B: &x 2, C: *x, D: &x 3, E: *x }';
    expect(config(minimal.replace('npm test', `a, env: ${env}`)).test.env).toEqual({
      A: '1',
      B: '2',
      C: '2',
      D: '3',
      E: '3',
    });
  });

  test('an anchor that an alias repeats does not come back', () => {
    const text = minimal.replace('[20]', '[20], a: [&all { name: &x one }, &x two, *all, *x]');
    expect(config(text).axes[1]?.values).toEqual([{ name: 'one' }, 'two', { name: 'one' }, 'two']);
  });

  test('properties of a value nest', () => {
    const text = minimal.replace('[20]', '[{ name: a, b: { c: [ { d: 1.0 } ] } }]');
    expect(config(text).axes[0]?.values).toEqual([{ name: 'a', b: { c: [{ d: '1.0' }] } }]);
  });

  test('a byte order mark and Windows line ends', () => {
    expect(config(`\uFEFF${minimal.replaceAll('\n', '\r\n')}`)).toEqual(config(minimal));
  });

  test.each([
    '3.10',
    '013',
    '0o17',
    '0x1F',
    '1e3',
    '+1',
    '.5',
    'on',
    'yes',
    'True',
    '~',
    'null',
    '2001-01-01',
    '1_000',
    '12:30',
  ])('%s comes back as written', (value) => {
    expect(config(minimal.replace('[20]', `[${value}]`)).axes).toEqual([{ name: 'node', values: [value] }]);
  });

  test('every plain scalar comes back as written', () => {
    const plain = fc.stringMatching(/^[A-Za-z0-9.+~_-]{1,12}$/).filter((text) => !/^(-|---|\.\.\.)$/.test(text));
    fc.assert(
      fc.property(plain, (value) => {
        expect(config(minimal.replace('[20]', `[${value}]`)).axes).toEqual([{ name: 'node', values: [value] }]);
      }),
    );
  });

  test('a quoted one by its content', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (value) => {
        expect(config(minimal.replace('[20]', () => `[${JSON.stringify(value)}]`)).axes).toEqual([
          { name: 'node', values: [value] },
        ]);
      }),
    );
  });
});

describe('whatever the text', () => {
  const check = (text: string) => {
    const result = readConfig(text, 'matrix.yml');
    if (result.ok) return;
    expect(result.diagnostics.length).toBeGreaterThan(0);
    const lines = text.split(/\r\n?|\n/);
    for (const { place } of result.diagnostics) {
      expect(place.line).toBeGreaterThanOrEqual(1);
      expect(place.line).toBeLessThanOrEqual(lines.length);
      expect(place.column).toBeGreaterThanOrEqual(1);
      expect(place.column).toBeLessThanOrEqual((lines[place.line - 1]?.length ?? 0) + 1);
    }
  };

  test('nothing is thrown, and places are in the text', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'ab:-[]{}&*!|>\'"%@`#, \n\t?~1') }), check), {
      numRuns: 2_000,
    });
  });

  test('nor for a good file that was damaged', () => {
    const text = productExample;
    const damage = fc.tuple(fc.nat({ max: text.length }), fc.nat({ max: 8 }), fc.string({ maxLength: 4 }));
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
        check(
          damages.reduce((damaged, [at, length, put]) => damaged.slice(0, at) + put + damaged.slice(at + length), text),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});

test.each([
  ['empty lines', '\n'.repeat(900_000)],
  ['aliases', `${minimal}name: &a x\nexclude: [${'*a, '.repeat(40_000)}]\n`],
  ['unknown keys', `${minimal}${Array.from({ length: 10_000 }, (_, i) => `k${i}: 1\n`).join('')}`],
])(
  'many %s are told of at once',
  (_what, text) => {
    // What looks through the whole file for each of them takes a minute, and is ended before that.
    expect(readConfig(text, 'matrix.yml').ok).toBe(false);
  },
  30_000,
);

test('a long line with many mistakes is not shown with each of them', () => {
  const keys = Array.from({ length: 20_000 }, (_, i) => `k${i}`).join(', ');
  const result = readConfig(`{ axes: { a: [1] }, image: { from: a }, test: { command: a }, ${keys} }`, 'matrix.yml');
  expect(result.ok ? [] : result.diagnostics).toHaveLength(20_000);
  expect(JSON.stringify(result).length).toBeLessThan(10_000_000);
});
