// matrix init in projects that have no matrix file: what it writes is planned and run as it is.

import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { matrix, matrixRun, root } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';

let connection: Connection;
let folder: string;

beforeAll(async () => {
  connection = await testEngine();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matrix-init-'));
});
afterEach(() => rm(folder, { recursive: true }));

const workflow = `
jobs:
  test:
    strategy:
      matrix:
        node-version: [20.x, 22.x]
        redis: ["7.0"]
    services:
      redis: { image: "redis:\${{ matrix.redis }}", ports: ["6379:6379"] }
    steps:
      - { uses: actions/setup-node@v4, with: { node-version: "\${{ matrix.node-version }}" } }
      - run: npm ci
      - run: npm test
        env: { REDIS_URL: "redis://localhost:6379", REDIS_VERSION: "\${{ matrix.redis }}" }
`;

describe('what init writes for', () => {
  test.each([
    { project: 'words', of: 'a library with engines', only: 'node=22' },
    { project: 'todo-api', of: 'a service with a Dockerfile and a driver', only: 'node=22,postgres=17' },
    { project: 'rate-limit', of: 'a library with a workflow', only: 'node=22,redis=7.0' },
  ])('$of is green', { timeout: 300_000 }, async ({ project, only }) => {
    await cp(join(root, 'fixtures', project), folder, { recursive: true });
    if (project === 'rate-limit') {
      await mkdir(join(folder, '.github/workflows'), { recursive: true });
      await writeFile(join(folder, '.github/workflows/ci.yml'), workflow);
    }
    const written = await matrix(['init'], { cwd: folder });
    expect(written.code, written.stderr).toBe(0);
    expect(written.stderr).toContain('wrote matrix.yml');
    expect((await matrix(['plan'], { cwd: folder })).code).toBe(0);
    const { code, outcomes, stdout } = await leavesNothing(connection, () =>
      matrixRun(['--only', only], { cwd: folder }),
    );
    expect(outcomes, stdout).toEqual({ [only]: 'passed' });
    expect(code).toBe(0);
  });
});

test('init overwrites nothing, and prints where it is told to', async () => {
  await writeFile(join(folder, 'matrix.yaml'), '# mine\n');
  const refused = await matrix(['init'], { cwd: folder });
  expect(refused).toMatchObject({
    code: 2,
    stdout: '',
    stderr:
      'matrix: matrix.yaml is here already, and is not overwritten\n  hint: matrix init --print shows what would be written\n',
  });
  const printed = await matrix(['init', '--print'], { cwd: folder });
  expect(printed.code).toBe(0);
  expect(printed.stdout).toContain('axes:\n');
  expect(await readFile(join(folder, 'matrix.yaml'), 'utf8')).toBe('# mine\n');
});
