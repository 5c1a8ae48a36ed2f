// A registry that is slow, drops, or answers with an error: what is asked for again, and what is told.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { type RegistryFault, startImageRegistry } from '../chaos/image-registry.ts';
import { matrixRun } from './command.ts';
import { testEngine } from './engine.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

/** Runs one cell whose image is of a registry with the fault, and returns what became of it. */
async function runOn(fault: RegistryFault) {
  const registry = await startImageRegistry(
    connection.docker,
    'busybox:1.36',
    crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
    fault,
  );
  const folder = await mkdtemp(join(tmpdir(), 'matrix-registry-'));
  onTestFinished(async () => {
    await registry.close();
    await rm(folder, { recursive: true });
    await connection.docker
      .getImage(registry.reference)
      .remove()
      .catch(() => undefined);
  });
  await writeFile(
    join(folder, 'matrix.yml'),
    `name: pulls\naxes: { only: [one] }\nimage: { from: "${registry.reference}" }\ntest: { command: "true" }\n`,
  );
  const { code, stdout, stderr, results } = await matrixRun([], { cwd: folder });
  const problem = results.cells[0]?.problem;
  return {
    code,
    stderr,
    stdout,
    problem: JSON.stringify(problem)?.replaceAll(registry.reference, 'IMAGE'),
    met: registry.met,
  };
}

test.each([
  { at: 1, count: 1, how: 'drops' },
  { at: 1, count: 1, how: 'answers-503' },
  { at: 1, count: 1, how: 'answers-500' },
  { at: 1, count: 100, how: 'drops' },
  { at: 1, count: 100, how: 'answers-503' },
  { at: 1, count: 100, how: 'answers-500' },
  { at: 1, count: 100, how: 'answers-429' },
  { at: 1, count: 100, how: 'answers-401' },
  { at: 3, count: 100, how: 'answers-429' },
  { at: 1, count: 1, how: 'is-slow' },
  { at: 2, count: 1, how: 'cuts-blobs' },
] as const)('$how at $at for $count', async (fault) => {
  const r = await runOn(fault);
  console.error(fault, r);
});
