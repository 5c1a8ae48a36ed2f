// The digest of an image in its registry, where the engine does not ask for it: against a registry that speaks its API.

import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Docker from 'dockerode';
import { expect, onTestFinished, test } from 'vitest';
import { registryDigest } from '../../src/docker/registry-digest.ts';

const manifest = '{"schemaVersion":2}';
const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;

/** A registry that has `app:1` and `app@digest`, and answers this status to anything else; it tells what it was asked. */
async function registry(otherwise: number) {
  const asked: string[] = [];
  const server = createServer(({ url, headers }, response) => {
    asked.push(`${url} ${headers.accept?.split(',')[0]}`);
    const isThere = url === '/v2/app/manifests/1' || url === `/v2/app/manifests/${digest}`;
    response.writeHead(isThere ? 200 : otherwise).end(isThere ? manifest : '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, asked };
}

/** An engine that answers so when it is asked what a registry has. */
function engine(statusCode: number, message: string): Docker {
  const refusal = Object.assign(new Error(`(HTTP code ${statusCode}) unexpected - ${message} `), {
    statusCode,
    json: { message },
  });
  return {
    getImage: () => ({ distribution: () => Promise.reject(refusal) }),
    info: () => Promise.resolve({}),
  } as unknown as Docker;
}

const podman = engine(404, 'Path /distribution/app:1/json is not supported');

test('a tag, and a digest beside it or alone', async () => {
  const { host, asked } = await registry(404);
  for (const version of [':1', `:1@${digest}`, `@${digest}`])
    expect(await registryDigest(podman, `${host}/app${version}`), version).toBe(digest);
  const index = 'application/vnd.oci.image.index.v1+json';
  expect(asked).toEqual([
    `/v2/app/manifests/1 ${index}`,
    `/v2/app/manifests/${digest} ${index}`,
    `/v2/app/manifests/${digest} ${index}`,
  ]);
});

test('a tag that is not there; none at all is latest', async () => {
  const { host, asked } = await registry(404);
  expect(await registryDigest(podman, `${host}/app`)).toBe(undefined);
  expect(asked).toEqual(['/v2/app/manifests/latest application/vnd.oci.image.index.v1+json']);
});

test('a registry that refuses is told', async () => {
  const { host } = await registry(401);
  await expect(registryDigest(podman, `${host}/app:2`)).rejects.toThrow(
    `Cannot ask the registry for ${host}/app:2: The registry ${host} wants a login (401)`,
  );
});

test('an engine that does ask is believed', async () => {
  const { host, asked } = await registry(404);
  expect(await registryDigest(engine(404, 'manifest unknown'), `${host}/app:1`)).toBe(undefined);
  expect(asked).toEqual([]);
});
