import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { productExample } from './product-example.ts';

test('the example of the documentation, to the last value', () => {
  const result = readConfig(productExample, 'matrix.yml');
  expect(result.ok && result.config).toStrictEqual({
    name: 'todo-api',
    axes: [
      { name: 'node', values: ['13', '15', '20'] },
      { name: 'postgres', values: ['13', '15', '17'] },
    ],
    exclude: [
      { node: '13', postgres: '17' },
      { node: '<15', postgres: '>=16' },
    ],
    include: [
      { node: '20', postgres: '17', coverage: 'true' },
      { node: '22', postgres: '17' },
    ],
    allowFailure: [{ node: '22' }],
    cover: 'all',
    image: {
      kind: 'dockerfile',
      context: '.',
      dockerfile: 'Dockerfile',
      target: 'test',
      args: { NODE_VERSION: '${{ matrix.node }}' },
    },
    services: [
      {
        name: 'db',
        image: 'postgres:${{ matrix.postgres }}',
        env: { POSTGRES_USER: 'app', POSTGRES_PASSWORD: 'app', POSTGRES_DB: 'app' },
        files: [{ from: 'db/schema.sql', to: '/docker-entrypoint-initdb.d/schema.sql' }],
        ready: { log: ['ready to accept connections'], timeoutMs: 60_000 },
        tmpfs: ['/var/lib/postgresql/data'],
        when: { postgres: '>=13' },
        limits: {},
      },
    ],
    test: {
      command: 'npm test',
      env: { DATABASE_URL: 'postgres://app:app@db:5432/app' },
      passEnv: ['CI'],
      secrets: ['NPM_TOKEN'],
      timeoutMs: 600_000,
      retries: 1,
      results: ['reports/*.xml'],
      artifacts: ['coverage/**'],
      limits: { cpus: 1, memoryBytes: 536_870_912, pids: 1_024 },
      internet: true,
    },
    run: { jobs: 'auto', failFast: false },
  });
});

test('only an image and a command are required beside the axes', () => {
  const result = readConfig('axes: { a: [1] }\nimage: { from: b }\ntest: { command: c }\n', 'matrix.yml');
  expect(result.ok && result.config).toStrictEqual({
    axes: [{ name: 'a', values: ['1'] }],
    exclude: [],
    include: [],
    allowFailure: [],
    cover: 'all',
    image: { kind: 'from', context: '.', from: 'b', setup: [] },
    services: [],
    test: {
      command: 'c',
      env: {},
      passEnv: [],
      secrets: [],
      timeoutMs: 600_000,
      retries: 0,
      results: [],
      artifacts: [],
      limits: {},
      internet: true,
    },
    run: { jobs: 'auto', failFast: false },
  });
});
