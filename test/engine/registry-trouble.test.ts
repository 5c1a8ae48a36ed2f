// Registries that are slow, drop, or answer with an error, all in one run: what is asked for again, and what is told.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { type RegistryFault, startImageRegistry } from '../chaos/image-registry.ts';
import { matrixRun } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

const once = { at: 1, count: 1 };
const always = { at: 1, count: 1_000 };

type Case = { readonly of: 'base' | 'service'; readonly fault: RegistryFault; readonly told?: string };

/** What is told, where IMAGE is the reference and HOST its registry; where nothing is, the cell passes. */
const cases: Readonly<Record<string, Case>> = {
  slow: { of: 'base', fault: { ...once, how: 'is-slow' } },
  dropped: { of: 'base', fault: { ...once, how: 'drops' } },
  'broken off': { of: 'service', fault: { at: 3, count: 1, how: 'cuts-blobs' } },
  unavailable: { of: 'service', fault: { ...once, how: 'answers-503' } },
  failing: { of: 'base', fault: { ...once, how: 'answers-500' } },
  'tired of builds': {
    of: 'base',
    fault: { ...always, how: 'answers-429' },
    told: 'Cannot pull the base image IMAGE: the registry HOST has had too many requests (429), and wants to be left alone for 90 s',
  },
  'tired of pulls': {
    of: 'service',
    fault: { ...always, how: 'answers-429' },
    told: 'Cannot pull IMAGE: the registry HOST has had too many requests (429), and wants to be left alone for 90 s',
  },
  'closed to builds': {
    of: 'base',
    fault: { ...always, how: 'answers-401' },
    told: 'Cannot pull the base image IMAGE: the registry HOST wants a login (401): docker login HOST',
  },
  'closed to pulls': {
    of: 'service',
    fault: { ...always, how: 'answers-401' },
    told: 'Cannot pull IMAGE: the registry HOST wants a login (401): docker login HOST',
  },
};

test('a registry in trouble is asked again where that helps, and told in one sentence where it does not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'matrix-registry-'));
  const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  const open = Object.entries(cases).map(async ([name, { of, fault, told }]) => {
    const registry = await startImageRegistry(connection.docker, 'busybox:1.36', seed, fault);
    return { name, of, told, registry };
  });
  const all = await Promise.all(open);
  onTestFinished(async () => {
    await Promise.all(all.map(({ registry }) => registry.close()));
    await Promise.allSettled(all.map(({ registry }) => connection.docker.getImage(registry.reference).remove()));
    await rm(folder, { recursive: true });
  });
  const values = all.map(({ name, of, registry: { reference } }) => {
    const [base, service] = of === 'base' ? [reference, 'busybox:1.36'] : ['busybox:1.36', reference];
    return `{ name: ${name}, base: "${base}", service: "${service}" }`;
  });
  await writeFile(
    join(folder, 'matrix.yml'),
    `name: pulls
axes:
  registry: [${values.join(', ')}]
image: { from: "\${{ matrix.registry.base }}" }
services: { beside: { image: "\${{ matrix.registry.service }}", command: sleep 60, ready: { command: "true" } } }
test: { command: "true" }
`,
  );
  const { code, results, stderr } = await leavesNothing(connection, () => matrixRun([], { cwd: folder }));
  expect(code, stderr).toBe(3);
  const became = results.cells.map(({ outcome, facts }) =>
    facts && 'problem' in facts ? facts.problem.message : outcome,
  );
  const expected = all.map(({ told = 'passed', registry: { reference } }) =>
    told.replace('IMAGE', reference).replaceAll('HOST', reference.replace(/\/.*$/, '')),
  );
  expect(became).toEqual(expected);
});
