import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { familiarReference, presentImages } from '../../src/docker/present-images.ts';

test.each([
  ['postgres', 'postgres:latest'],
  ['postgres:15', 'postgres:15'],
  ['library/postgres:15', 'postgres:15'],
  ['docker.io/library/postgres', 'postgres:latest'],
  ['docker.io/bitnami/redis:7', 'bitnami/redis:7'],
  ['localhost:5000/app', 'localhost:5000/app:latest'],
  ['ghcr.io/a/b@sha256:0', 'ghcr.io/a/b@sha256:0'],
])('%s is %s to the engine', (written, familiar) => {
  expect(familiarReference(written)).toBe(familiar);
});

describe('asking the engine', () => {
  let server: Server;
  let answer: { readonly status: number; readonly body: string };

  beforeEach(async () => {
    server = createServer((request, response) => {
      response.statusCode = request.url === '/images/json' ? answer.status : 404;
      response.end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const ask = (env = {}) => {
    const { port } = server.address() as AddressInfo;
    return presentImages({ DOCKER_HOST: `tcp://127.0.0.1:${port}`, ...env });
  };

  test('gives the names of all that it has', async () => {
    const images = [
      { RepoTags: ['postgres:15', 'matrix-run/app:1f'], RepoDigests: ['postgres@sha256:2'] },
      { RepoTags: null },
      {},
    ];
    answer = { status: 200, body: JSON.stringify(images) };
    expect(await ask()).toEqual(new Set(['postgres:15', 'matrix-run/app:1f', 'postgres@sha256:2']));
  });

  test.each([
    { status: 200, body: 'not JSON' },
    { status: 200, body: '{"message":"no list"}' },
    { status: 500, body: '{"message":"broken"}' },
  ])('that answers $status $body is as if there were none', async (given) => {
    answer = given;
    expect(await ask()).toBeUndefined();
  });

  test.each([
    { DOCKER_HOST: 'unix:///nowhere/docker.sock' },
    { DOCKER_HOST: 'ssh://somewhere' },
    { DOCKER_HOST: 'nonsense' },
    { DOCKER_TLS_VERIFY: '1' },
    { DOCKER_HOST: '', DOCKER_CONTEXT: 'gone', DOCKER_CONFIG: '/nowhere' },
  ])('that cannot be asked so simply tells nothing: %o', async (env) => {
    answer = { status: 200, body: '[]' };
    expect(await ask(env)).toBeUndefined();
  });
});
