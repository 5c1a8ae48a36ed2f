import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { jsonSchema } from '../../src/config/schema.ts';

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
      ['1:15 expected a list of values, found "20"'],
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
        '5:42 expected a whole number, found "-1"',
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
      [
        '4:38 item 1 of "files" has no "to" (expected a text)',
        '4:49 "tp" is no key of item 1 of "files" (did you mean "to"?)',
      ],
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
    ['a key that is a list', `${minimal}? [a]\n: b\n`, ['4:3 a key is a text, not a list or a map']],
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

describe('what may be written', () => {
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
    const text = `${minimal}services:\n  db: &x { image: "a:\${{ matrix.node }}", ready: { tcp: 1 } }\nexclude:\n  - { node: 20 }\n`;
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
])('many %s are told of at once', (_what, text) => {
  const start = performance.now();
  expect(readConfig(text, 'matrix.yml').ok).toBe(false);
  // What looks through the whole file for each of them takes a minute.
  expect(performance.now() - start).toBeLessThan(5_000);
});

test('the JSON Schema is of the same source', () => {
  const schema = jsonSchema();
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    additionalProperties: false,
    required: ['image', 'test'],
    properties: { name: { type: ['string', 'number', 'boolean', 'null'] } },
  });
});
