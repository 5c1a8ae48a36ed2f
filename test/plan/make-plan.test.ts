import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MatrixError } from '../../src/errors.ts';
import type { Plan } from '../../src/model/plan.ts';
import { type PlanFileInput, type PlannedFile, planFile } from '../../src/plan/plan-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'matrix-plan-')));
  await files({
    Dockerfile: 'ARG NODE_VERSION\nFROM node:${NODE_VERSION}\nCOPY . .\n',
    'package.json': '{}',
    'src/a.js': 'a',
  });
});

afterEach(() => rm(folder, { recursive: true }));

async function files(contents: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(contents)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

type Options = Partial<Pick<PlanFileInput, 'env' | 'extraArgs' | 'overrides' | 'only' | 'except' | 'shard'>>;

function plan(text: string, options: Options = {}): Promise<PlannedFile> {
  const nothing = { only: [], except: [], env: {}, extraArgs: [], overrides: {} };
  return planFile({ text, shown: 'matrix.yml', baseDir: folder, ...nothing, ...options });
}

async function planned(text: string, options: Options = {}): Promise<Plan> {
  return (await plan(text, options)).plan;
}

async function wrong(text: string, options: Options = {}): Promise<readonly string[]> {
  const error = await plan(text, options).then(
    () => undefined,
    (why: unknown) => why,
  );
  if (!(error instanceof MatrixError)) return [];
  return error.diagnostics.map(
    ({ place, message, hint }) => `${place.line}:${place.column} ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
}

const main = `name: Todo API
axes: { node: [13, 20], postgres: [13, 17] }
exclude: [ { node: 13, postgres: 17 } ]
allow-failure: [ { node: ">=20", postgres: 17 } ]
image: { args: { NODE_VERSION: "\${{ matrix.node }}" } }
services:
  db: { image: "postgres:\${{ matrix.postgres }}", env: { A: "\${{ cell.id }}" }, when: { postgres: 13 } }
test: { command: npm test, env: { URL: "db/\${{ matrix.postgres }}" }, timeout: 1m }
`;

test.each<[Options, readonly string[] | undefined]>([
  [{ overrides: { timeoutMs: 90_000 } }, ['--timeout', '90s']],
  [{ overrides: { timeoutMs: 120_000, retries: 0 } }, ['--timeout', '2m', '--retries', '0']],
  [
    { overrides: { timeoutMs: 1_500 }, extraArgs: ['--grep', 'log in'] },
    ['--timeout', '1500ms', '--', '--grep', 'log in'],
  ],
  [{ overrides: { jobs: 2, failFast: true } }, undefined],
])('what the command line changed of the suites is kept as it is typed: %j', async (options, flags) => {
  expect((await planned(main, options)).flags).toEqual(flags);
});

test('a plan, as plain JSON', async () => {
  const text = JSON.stringify(await planned(main), null, 1)
    .replaceAll(folder, '<folder>')
    .replace(/:[0-9a-f]{16}/g, ':<key>');
  expect(text).toMatchSnapshot();
});

test('the same input gives the same bytes', async () => {
  expect(JSON.stringify(await planned(main))).toBe(JSON.stringify(await planned(main)));
});

describe('the key of an image', () => {
  const one = 'axes: { node: [20] }\nimage: { args: { V: "1" } }\ntest: { command: a }\n';
  const key = async (text = one) => (await planned(text)).images[0]?.key;

  test('is shared by the cells whose inputs are the same', async () => {
    const { images, cells } = await planned(main);
    expect(images.map(({ kind }) => kind)).toEqual(['build', 'build', 'pull']);
    expect(new Set(cells.map(({ image }) => image)).size).toBe(2);
    expect(images[0]?.key).toMatch(/^todo-api:[0-9a-f]{16}$/);
  });

  test.each<[what: string, change: () => Promise<unknown>]>([
    ['the Dockerfile', () => files({ Dockerfile: 'FROM node\n' })],
    ['a content', () => files({ 'src/a.js': 'b' })],
    ['a name', () => files({ 'src/b.js': '' })],
    ['an executable bit', () => chmod(join(folder, 'src/a.js'), 0o755)],
    ['a link', () => symlink('a.js', join(folder, 'src/link.js'))],
    ['an ignored file', () => files({ '.dockerignore': 'src\n' })],
    ['an ignore file of the Dockerfile', () => files({ 'Dockerfile.dockerignore': 'src\n' })],
  ])('changes with %s', async (_what, change) => {
    const before = await key();
    expect(await key()).toBe(before);
    await change();
    expect(await key()).not.toBe(before);
  });

  test('changes with a build argument and with the target', async () => {
    const keys = [
      await key(),
      await key(one.replace('"1"', '"2"')),
      await key(one.replace('args:', 'target: t, args:')),
    ];
    expect(new Set(keys).size).toBe(3);
  });

  test('does not change with what is ignored, nor with the record of runs', async () => {
    await files({ '.dockerignore': '# comment\n*.log\n!keep.log\n' });
    const before = await key();
    await files({ 'a.log': 'x', '.matrix/runs/1/run.json': '{}' });
    expect(await key()).toBe(before);
    await files({ 'keep.log': 'x' });
    expect(await key()).not.toBe(before);
  });
});

describe('an image without a Dockerfile', () => {
  const dockerfile = async (image: string) => {
    const { images } = await planned(`axes: { node: [20] }\nimage: ${image}\ntest: { command: a }\n`);
    const [built] = images;
    return built?.kind === 'build' ? built.dockerfile : undefined;
  };

  test('of a base alone', async () => {
    expect(await dockerfile('{ from: "node:${{ matrix.node }}" }')).toBe('FROM node:20\nWORKDIR /app\nCOPY . .\n');
  });

  test('with set-up: manifests first, with the cache of the package manager', async () => {
    await files({ 'package-lock.json': '{}' });
    expect(await dockerfile('{ from: "node:20", setup: [npm ci, "echo ${{ matrix.node }}"] }')).toBe(
      'FROM node:20\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN --mount=type=cache,target=/root/.npm npm ci\nRUN echo 20\nCOPY . .\n',
    );
  });

  test('with a script: as it is, whatever its lines', async () => {
    const text = `
  from: node
  setup:
    - |
      if true; then
        npm ci
      fi
    - echo \\
`;
    expect(await dockerfile(text)).toBe(
      'FROM node\nWORKDIR /app\nCOPY package.json ./\n' +
        'RUN --mount=type=cache,target=/root/.npm ["sh","-ec","if true; then\\n  npm ci\\nfi"]\n' +
        'RUN ["sh","-ec","echo \\\\"]\nCOPY . .\n',
    );
  });

  test('copies no manifest first that is not sent', async () => {
    await files({ '.dockerignore': '*\n!src\n!requirements-test.txt\n', 'requirements-test.txt': '' });
    expect(await dockerfile('{ from: python, setup: [pip install -r requirements-test.txt] }')).toBe(
      'FROM python\nWORKDIR /app\nCOPY requirements-test.txt ./\n' +
        'RUN --mount=type=cache,target=/root/.cache pip install -r requirements-test.txt\nCOPY . .\n',
    );
  });

  test('leaves out what nobody wants in an image', async () => {
    const text = 'axes: { node: [20] }\nimage: { from: node }\ntest: { command: a }\n';
    const before = (await planned(text)).images[0]?.key;
    await files({ 'node_modules/x/index.js': '', '.git/HEAD': '' });
    expect((await planned(text)).images[0]?.key).toBe(before);
  });
});

describe('the suite', () => {
  const test1 = (rest: string) => `axes: { node: [20] }\nimage: { from: node }\ntest: { ${rest} }\n`;
  const command = async (text: string, extraArgs: readonly string[] = []) =>
    (await planned(test1(text), { extraArgs })).cells[0]?.test.command;

  test.each([
    ['command: npm test', [], ['sh', '-c', 'npm test']],
    ['command: npm test', ['--grep', "it's a"], ['sh', '-c', `npm test -- --grep 'it'\\''s a'`]],
    ['command: npm test', ['--', '--grep', 'a'], ['sh', '-c', 'npm test -- --grep a']],
    ['command: npm ci && npm run test:unit', ['a'], ['sh', '-c', 'npm ci && npm run test:unit -- a']],
    ['command: npm run test -- --bail', ['a'], ['sh', '-c', 'npm run test -- --bail a']],
    ['command: pnpm test', ['--bail'], ['sh', '-c', 'pnpm test --bail']],
    ['command: [npm, test]', ['--grep', 'a b'], ['npm', 'test', '--grep', 'a b']],
    ['command: ["echo", "${{ cell.id }}"]', [], ['echo', 'node=20']],
  ])('%s with %j', async (text, args, expected) => {
    expect(await command(text, args)).toEqual(expected);
  });

  test('gets what the caller passes; secrets stay out of the plan', async () => {
    const made = await plan(test1('command: a, env: { A: own }, pass-env: [CI, NONE?, A], secrets: [TOKEN]'), {
      env: { CI: 'true', A: 'theirs', TOKEN: 's3cret', OTHER: 'x' },
    });
    expect(made.secrets).toEqual({ TOKEN: 's3cret' });
    expect(made.plan.cells[0]?.test.env).toEqual({ CI: 'true', A: 'own' });
    expect(made.plan.cells[0]?.test.secrets).toEqual(['TOKEN']);
    expect(JSON.stringify(made.plan)).not.toContain('s3cret');
  });

  test('has no secret in the plan, by whatever way', async () => {
    const env = { TOKEN: 's3cret' };
    const { cells } = await planned(test1('command: a, pass-env: [TOKEN], secrets: [TOKEN]'), { env });
    expect([cells[0]?.test.env, cells[0]?.test.secrets]).toEqual([{}, ['TOKEN']]);
    expect(
      await wrong(test1('command: a, env: { A: "${{ env.TOKEN || \'x\' }}" }, secrets: [TOKEN?]'), { env }),
    ).toEqual([
      '3:31 TOKEN is a secret, and would stand in the plan here (the suite has it in its environment as TOKEN)',
    ]);
  });

  test.each([
    ['command: "curl -H s3cret"', ['test.command of node=20']],
    ['command: a, env: { A: "x:s3cret" }', ['test.env.A of node=20']],
    ['command: a, pass-env: [COPY]', ['test.env.COPY of node=20']],
  ])('has no secret in the plan, by whatever way: %s', async (text, [where]) => {
    const env = { TOKEN: 's3cret', COPY: 's3cret' };
    expect(await wrong(test1(`secrets: [TOKEN], ${text}`), { env })).toEqual([
      `3:19 the value of TOKEN stands in the plan, which is printed and kept: in ${where} (leave it to the suite to read TOKEN from its environment; what is no secret belongs under pass-env)`,
    ]);
  });

  test('has its arguments looked through as well', async () => {
    const options = { env: { TOKEN: 's3cret' }, extraArgs: ['--token=s3cret'] };
    expect(await wrong(test1('command: a, secrets: [TOKEN]'), options)).toHaveLength(1);
    // In the command it is quoted for the shell, and so another text; the words themselves are kept as well.
    const quoted = { env: { TOKEN: "pa'ssword" }, extraArgs: ["pa'ssword"] };
    expect(await wrong(test1('command: a, secrets: [TOKEN]'), quoted)).toEqual([
      expect.stringContaining('the value of TOKEN stands in the plan, which is printed and kept: in flags'),
    ]);
  });

  test('has no secret that is too short to be masked', async () => {
    expect(await wrong(test1('command: a, secrets: [PIN]'), { env: { PIN: '123' } })).toEqual([
      '3:31 the value of PIN is too short to be masked: it has 3 of at least 4 characters (what is no secret belongs under pass-env)',
    ]);
  });

  test('has no secret that is empty, as one is on GitHub that there is not', async () => {
    expect(await wrong(test1('command: a, secrets: [PIN]'), { env: { PIN: ' ' } })).toEqual([
      '3:31 PIN is empty in the environment (set it, or write PIN? where it may be unset)',
    ]);
    expect(await plan(test1('command: a, secrets: [PIN?]'), { env: { PIN: '' } })).toMatchObject({ secrets: {} });
    const { cells } = await planned(test1('command: a, pass-env: [PIN]'), { env: { PIN: '' } });
    expect(cells[0]?.test.env).toEqual({ PIN: '' });
  });

  test('gets no function that objects have of themselves', async () => {
    expect(await wrong(test1('command: a, pass-env: [constructor]'))).toEqual([
      '3:32 constructor is not set in the environment (set it, or write constructor? where it may be unset)',
    ]);
  });

  test('is bounded as the command line says', async () => {
    const { cells, run } = await planned(test1('command: a'), {
      overrides: { timeoutMs: 5, retries: 2, jobs: 7, failFast: true },
    });
    expect([cells[0]?.test.timeoutMs, cells[0]?.test.retries, run]).toEqual([5, 2, { jobs: 7, failFast: true }]);
  });
});

test('a cell is planned beside others as it is planned alone', async () => {
  const text = `
axes:
  node: [13, 20]
  db: [{ name: a, image: "postgres:13" }, { name: b, image: "mysql:8" }]
  mode: [x, y]
include:
  - { node: 20, db: { name: a, image: "postgres:13" }, mode: x, extra: "1" }
  - { node: 22, db: { name: a, image: "mariadb:11" }, mode: z }
image: { from: "node:\${{ matrix.node }}", setup: ["echo \${{ matrix.extra || '0' }}"] }
services:
  db: { image: "\${{ matrix.db.image }}", when: { mode: [x, z] } }
  cache: { image: redis, env: { ID: "\${{ cell.id }}" }, when: { node: ">=20" } }
test: { command: ["\${{ matrix.mode }}"], env: { URL: "\${{ matrix.db }}" } }
`;
  const { cells } = await planned(text);
  expect(cells.map(({ id }) => id)).toHaveLength(9);
  for (const cell of cells) {
    const alone = await planned(text, { only: [cell.id] });
    expect(alone.cells).toEqual([{ ...cell, index: 0 }]);
  }
});

test('no expression is left in a plan', async () => {
  const { cells } = await planned(`axes: { v: [1] }
image: { from: "node:\${{ matrix.v }}" }
services:
  log: { image: a, ready: { log: "up \${{ matrix.v }}" } }
  http: { image: a, ready: { http: ":80/\${{ matrix.v }}" } }
  command: { image: a, command: [a, "\${{ matrix.v }}"], ready: { command: "a \${{ matrix.v }}" } }
test:
  command: [a, "\${{ matrix.v }}"]
  results: reports/\${{ matrix.v }}/*.xml
  artifacts: [ "out/\${{ matrix.v }}" ]
`);
  expect(JSON.stringify(cells)).not.toContain('${{');
  expect(cells[0]?.test).toMatchObject({ results: ['reports/1/*.xml'], artifacts: ['out/1'] });
  expect(Object.values(cells[0]?.services ?? {}).map(({ ready }) => ready.anyOf)).toEqual([
    [{ kind: 'log', patterns: ['up 1'] }],
    [{ kind: 'http', port: 80, path: '/1' }],
    [{ kind: 'command', command: ['sh', '-c', 'a 1'] }],
  ]);
});

test('a service is ready as its image usually says, unless the file knows better', async () => {
  const { cells } = await planned(`axes: { a: [1] }
image: { from: node }
services:
  known: { image: "registry.example:5000/bitnami/postgresql:15@sha256:${'ab'.repeat(32)}" }
  unknown: { image: "example/thing" }
  timed: { image: redis, ready: { timeout: 5s } }
  own: { image: redis, ready: { tcp: 1, timeout: 5s } }
test: { command: a }
`);
  expect(Object.values(cells[0]?.services ?? {}).map(({ ready }) => ready)).toEqual([
    {
      anyOf: [
        {
          kind: 'log',
          patterns: ['listening on IPv4 address "(?!127\\.)', 'database system is ready to accept connections'],
        },
        {
          kind: 'command',
          command: ['sh', '-c', 'exec pg_isready -q -h 127.0.0.1 -U "${POSTGRES_USER:-postgres}"'],
        },
      ],
      timeoutMs: 60_000,
    },
    { anyOf: [{ kind: 'image-default' }], timeoutMs: 60_000 },
    {
      anyOf: [
        { kind: 'log', patterns: ['Ready to accept connections'] },
        { kind: 'tcp', port: 6379 },
      ],
      timeoutMs: 5_000,
    },
    { anyOf: [{ kind: 'tcp', port: 1 }], timeoutMs: 5_000 },
  ]);
});

test('a suite that prints TAP says so in its plan, and no other does', async () => {
  const of = async (results: string) =>
    (await planned(`axes: { a: [1] }\nimage: { from: n }\ntest: { command: a, results: ${results} }\n`)).cells[0]?.test;
  expect(await of('{ tap: stdout }')).toMatchObject({ results: [], tap: 'stdout' });
  expect(await of('a.xml')).not.toHaveProperty('tap');
});

describe('what keeps a plan from being made', () => {
  test('is told all at once, in the order of the file', async () => {
    const text = `axes: { node: [13, 20] }
allow-failure: [ { node: 21 } ]
cover: pairwise
image: { args: { V: "\${{ matrix.nod }}" } }
services:
  db: { image: "postgres:\${{ matrix.pg }}", when: { os: linux }, files: [ { from: none.sql, to: /x } ] }
test: { command: a, pass-env: [NONE], secrets: [TOKE] }
`;
    expect(await wrong(text, { env: { TOKEN: 'x' } })).toEqual([
      '2:26 "node" has no value "21" (did you mean "20"?)',
      '4:21 ${{ matrix.nod }}: no cell has "nod" (did you mean "node"?)',
      '6:16 ${{ matrix.pg }}: no cell has "pg" (cells have node)',
      '6:57 no cell has "os" (axes: node)',
      '6:83 there is no file none.sql (files are relative to the matrix file)',
      '7:32 NONE is not set in the environment (set it, or write NONE? where it may be unset)',
      '7:49 TOKE is not set in the environment (did you mean "TOKEN"?)',
    ]);
  });

  test.each([
    ['{ dockerfile: Dockrfile }', '2:22 there is no Dockrfile in . (did you mean "Dockerfile"?)'],
    ['{ dockerfile: src/Dockrfile }', '2:22 there is no src/Dockrfile in . (did you mean "src/Dockerfile"?)'],
    [
      '{ dockerfile: "Dockerfile.${{ matrix.node }}" }',
      '2:22 there is no Dockerfile.20 in . (did you mean "Dockerfile"?)',
    ],
    ['{ from: "${{ env.NONE || \'\' }}" }', '2:16 this is empty in the cell node=20'],
    [
      '{ from: "${{ matrix.none || \'a\' }}" }',
      '2:16 ${{ matrix.none || \'a\' }}: no cell has "none" (did you mean "node"?)',
    ],
    ['{ from: Node }', '2:16 "Node" is no name of an image, in the cell node=20 (its letters have to be small ones)'],
    ['{ from: "node::20" }', '2:16 "node::20" is no name of an image, in the cell node=20'],
    ['{ context: nowhere }', '2:19 there is no folder nowhere (the context is relative to the matrix file)'],
  ])('%s', async (image, says) => {
    await files({ 'src/Dockerfile': '' });
    expect(await wrong(`axes: { node: [20] }\nimage: ${image}\ntest: { command: a }\n`)).toEqual([says]);
  });

  test('one expression that is wrong in two places', async () => {
    const text = 'axes: { a: [1] }\nimage: { from: n }\ntest: { command: "${{ x.y }}", env: { A: "${{ x.y }}" } }\n';
    expect((await wrong(text)).map((line) => line.split(' ')[0])).toEqual(['3:18', '3:42']);
  });

  test('paths that lead nowhere in a container', async () => {
    const text = `axes: { a: [1] }
image: { from: n }
services: { db: { image: x, tmpfs: [data] } }
test: { command: a, results: /app/r.xml, artifacts: [../c] }
`;
    expect(await wrong(text)).toEqual([
      '3:37 "data" is no path in the container (it begins with /)',
      '4:30 "/app/r.xml" is outside of the suite\'s folder (name it relative to the WORKDIR)',
      '4:54 "../c" is outside of the suite\'s folder (name it relative to the WORKDIR)',
    ]);
  });

  test('a value that makes a pattern none', async () => {
    const text = `axes: { a: [c++] }
image: { from: n }
services: { db: { image: x, ready: { log: "\${{ matrix.a }} up" } } }
test: { command: a }
`;
    expect(await wrong(text)).toEqual(['3:43 "c++ up" is no regular expression in the cell a=c++']);
  });

  test('a pattern of .dockerignore that cannot be read', async () => {
    await files({ '.dockerignore': 'a\n[\n' });
    const text = 'axes: { a: [1] }\nimage: {}\ntest: { command: a }\n';
    expect(await wrong(text)).toEqual(['2:1 .dockerignore has a pattern that cannot be read: [']);
  });
});
