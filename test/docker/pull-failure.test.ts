// What a registry's trouble is: which is worth another try, and how long one wants to be left alone.

import type Docker from 'dockerode';
import { expect, test } from 'vitest';
import { pullFailure, waitIn } from '../../src/docker/pull-failure.ts';
import { engineFailure } from '../../src/docker/trouble.ts';

const now = Date.UTC(2026, 0, 1, 12);

test.each<[string, Record<string, string>, number | undefined]>([
  ['seconds', { 'retry-after': '90' }, 90],
  ['a date', { 'retry-after': 'Thu, 01 Jan 2026 12:05:00 GMT' }, 300],
  ['a date that is over', { 'retry-after': 'Thu, 01 Jan 2026 11:05:00 GMT' }, undefined],
  ['seconds since 1970', { 'x-retry-after': String(now / 1000 + 30) }, 30],
  ['a limit that is reset', { 'ratelimit-reset': '60' }, 60],
  ['the first of two', { 'retry-after': '5', 'ratelimit-reset': '60' }, 5],
  ['no number and no date', { 'retry-after': 'soon' }, undefined],
  ['nothing', {}, undefined],
])('a wait as %s', (_, headers, seconds) => {
  expect(waitIn(new Headers(headers), now)).toBe(seconds);
});

test.each([
  ['Head "http://127.0.0.1:37053/v2/app/manifests/1": EOF', true],
  ['pulling from host 127.0.0.1:39357 failed with status code [manifests 1]: 500 Internal Server Error', true],
  ['pulling from host 127.0.0.1:42699 failed with status code [manifests 1]: 503 Service Unavailable', true],
  ['Get "https://127.0.0.1:42942/v2/": net/http: TLS handshake timeout', true],
  ['pulling from host 127.0.0.1:1 failed with status code [manifests 1]: 429 Too Many Requests', false],
  ['toomanyrequests: You have reached your pull rate limit.', false],
  ['unauthorized: authentication required', false],
  ['manifest unknown', false],
])('"%s" is worth another try: %s', (message, transient) => {
  expect(engineFailure('Cannot pull it', new Error(message))).toMatchObject({
    message: `Cannot pull it: ${message}`,
    transient,
  });
});

test('a registry that the engine does not reach is told as that, with its own words', async () => {
  const words = 'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host';
  expect(await pullFailure({} as Docker, 'Cannot pull node:18-slim', 'node:18-slim', new Error(words))).toMatchObject({
    message:
      'Cannot pull node:18-slim: the engine does not reach the registry docker.io, and no mirror of it has the image',
    detail: [words],
    transient: engineFailure('', new Error(words)).transient,
  });
});
