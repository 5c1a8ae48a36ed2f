import { expect, test } from 'vitest';
import { digestOf } from '../../src/docker/find-image.ts';

const digest = `sha256:${'ab'.repeat(32)}`;

test.each([
  ['postgres:15', [`postgres@${digest}`], `postgres@${digest}`],
  ['docker.io/library/postgres', [`postgres@${digest}`], `postgres@${digest}`],
  ['localhost:5000/app:1', [`postgres@${digest}`, `localhost:5000/app@${digest}`], `localhost:5000/app@${digest}`],
  [`postgres@${digest}`, [`postgres@${digest}`], `postgres@${digest}`],
  ['matrix-run/app:1f3c', [], undefined],
  ['mine:1', [`postgres@${digest}`], undefined],
])('of %s among %j it is %s', (reference, digests, wanted) => {
  expect(digestOf(reference, digests)).toBe(wanted);
});
