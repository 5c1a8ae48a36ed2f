// The main job: nine real cells, and what they leave behind.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { readProgress } from '../../src/docker/progress-stream.ts';
import { matrixRun, root } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

type EngineEvent = {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
};

/** What the engine tells of networks while the work goes on. */
async function networkEvents<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly events: readonly EngineEvent[] }> {
  const { docker } = connection;
  // The engine remembers 256 events, so they are listened to from the start.
  const stream = (await docker.getEvents({ filters: { type: ['network'] } })) as Readable;
  const events: EngineEvent[] = [];
  const marker = `matrix-test-${process.pid}`;
  const heard = (async () => {
    for await (const event of readProgress<EngineEvent>(stream)) {
      if (event.Actor.Attributes.name === marker) return;
      events.push(event);
    }
  })();
  const result = await work();
  // Events come in order: what was before this one has been heard when it is.
  await (await docker.createNetwork({ Name: marker })).remove();
  await heard;
  stream.destroy();
  return { result, events };
}

test('nine cells pass, each on a network of its own, and leave nothing', { timeout: 300_000 }, async () => {
  const { result, events } = await networkEvents(() =>
    leavesNothing(connection, () => matrixRun(['matrices/node-postgres.yml'])),
  );
  expect(result.outcomes).toEqual({
    'node=13,postgres=13': 'passed',
    'node=13,postgres=15': 'passed',
    'node=13,postgres=17': 'passed',
    'node=15,postgres=13': 'passed',
    'node=15,postgres=15': 'passed',
    'node=15,postgres=17': 'passed',
    'node=20,postgres=13': 'passed',
    'node=20,postgres=15': 'passed',
    'node=20,postgres=17': 'passed',
  });
  expect(result.code).toBe(0);
  expect(result.stdout).toContain('9 passed');
  const kept = await readdir(join(root, '.matrix', 'runs', result.results.run, 'cells'));
  expect(kept).toHaveLength(9);
  for (const cell of kept) {
    const files = await readdir(join(root, '.matrix', 'runs', result.results.run, 'cells', cell, 'results', 'reports'));
    expect(files.length).toBeGreaterThan(0);
  }

  const ours = events.filter(({ Actor }) => Actor.Attributes.name?.startsWith(`matrix-${result.results.run}-`));
  const of = (action: string) => ours.filter(({ Action }) => Action === action);
  const made = of('create').map(({ Actor }) => Actor.ID);
  expect(new Set(made).size).toBe(9);
  expect(
    of('destroy')
      .map(({ Actor }) => Actor.ID)
      .toSorted(),
  ).toEqual(made.toSorted());
  expect(ours.every(({ Actor }) => Actor.Attributes.type === 'bridge')).toBe(true);

  // Nine suites and nine databases, each connected once, to one of the nine.
  const connections = of('connect').map(({ Actor }) => ({ network: Actor.ID, container: Actor.Attributes.container }));
  expect(connections).toHaveLength(18);
  expect(new Set(connections.map(({ container }) => container)).size).toBe(18);
  for (const network of made) expect(connections.filter((one) => one.network === network)).toHaveLength(2);
});
