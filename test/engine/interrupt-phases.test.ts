// Ctrl-C in each phase of a run but the suite's, which interrupt.test.ts has: it ends by itself, nothing is left, and the
// record tells of it.

import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { start } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

const base = 'busybox:1.36';
const endless = 'trap exit TERM; sleep 600 & wait';

type Project = {
  readonly image: string;
  readonly service?: string;
  readonly test?: string;
  readonly jobs?: number;
  readonly says: string;
};

const phaseOf = (name: string) => `"phase":"${name}"`;

/** Each stays in its phase for minutes, except those that nothing can hold up, after which another one does. */
const phases: Readonly<Record<string, Project>> = {
  building: { image: '{ from: "busybox:1.36", setup: ["sleep 600"] }', says: '"text":"RUN sleep 600"' },
  network: { image: `{ from: "${base}" }`, says: phaseOf('network') },
  services: {
    image: `{ from: "${base}" }`,
    service: `{ image: "${base}", command: "${endless}", ready: { command: "false", timeout: 10m } }`,
    says: phaseOf('services'),
  },
  teardown: {
    image: `{ from: "${base}" }`,
    test: `test \${{ matrix.cell }} = a || { ${endless}; }`,
    jobs: 1,
    says: phaseOf('teardown'),
  },
};

async function projectOf({ image, service, test = endless, jobs = 2 }: Omit<Project, 'says'>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'matrix-interrupt-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const services = service === undefined ? '' : `services: { beside: ${service} }\n`;
  await writeFile(
    join(folder, 'matrix.yml'),
    `name: interrupted\naxes: { cell: [a, b, c] }\nimage: ${image}\n${services}test: { command: "${test}", timeout: 20m }\nrun: { jobs: ${jobs} }\n`,
  );
  return folder;
}

/** Runs it, interrupts it once it has said this, and returns what its record says of the cells. */
async function interrupted(cwd: string, until: (run: ReturnType<typeof start>) => Promise<unknown>) {
  return leavesNothing(connection, async () => {
    const run = start(['run', '--reporter', 'json'], { cwd });
    await until(run);
    run.kill('SIGINT');
    const { code, stderr } = await run.ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    const [id = ''] = await readdir(join(cwd, '.matrix/runs'));
    const { summary } = await readRecord(join(cwd, '.matrix/runs', id));
    expect(summary.leftOvers).toEqual([]);
    return summary.cells.map(({ outcome }) => outcome?.kind);
  });
}

test.each(Object.entries(phases))('in the phase %s', async (phase, { says, ...project }) => {
  const outcomes = await interrupted(await projectOf(project), (run) => run.says(says));
  // What was over when the signal came stays what it was.
  if (phase === 'teardown') expect(outcomes).toEqual(['passed', 'cancelled', 'cancelled']);
  else expect(outcomes).toEqual(['cancelled', 'cancelled', 'cancelled']);
});

test('while an image is pulled from a registry that never answers', async () => {
  const asked = Promise.withResolvers<void>();
  // Nor does it answer who wants it encrypted, as Podman does.
  const callers: Socket[] = [];
  const registry = createServer((caller) => {
    callers.push(caller);
    asked.resolve();
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const caller of callers) caller.destroy();
    registry.close();
  });
  const service = `{ image: "127.0.0.1:${(registry.address() as AddressInfo).port}/never:1" }`;
  const cwd = await projectOf({ image: `{ from: "${base}" }`, service });
  expect(await interrupted(cwd, () => asked.promise)).toEqual(['cancelled', 'cancelled', 'cancelled']);
});

test('while the plan is made nothing is there yet, and it ends at once', async () => {
  const cwd = await projectOf({ image: '{ context: app }' });
  await mkdir(join(cwd, 'app'));
  const dockerfile = join(cwd, 'app', 'Dockerfile');
  execFileSync('mkfifo', [dockerfile]);
  await leavesNothing(connection, async () => {
    const run = start(['run'], { cwd });
    // It opens when somebody reads it.
    const pipe = await open(dockerfile, 'w');
    run.kill('SIGINT');
    const { code, stdout, stderr } = await run.ended;
    expect({ code, stdout, stderr }).toEqual({ code: null, stdout: '', stderr: '' });
    await pipe.close();
  });
  expect(await readdir(cwd)).toEqual(['app', 'matrix.yml']);
});
