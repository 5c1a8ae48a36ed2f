// One case from its beginning to its end: a project, a run, what is done to it, and what has to be true afterwards.

import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '../../src/docker/connect.ts';
import { findOwned } from '../../src/docker/leftovers.ts';
import { matrix } from '../engine/command.ts';
import { watcherPids } from '../engine/watchers.ts';
import { type ChaosCase, caseOf } from './chaos-case.ts';
import { type EngineProxy, startEngineProxy } from './engine-proxy.ts';
import type { FaultKind } from './fault.ts';
import { type ImageRegistry, startImageRegistry } from './image-registry.ts';
import { inflict } from './inflict.ts';
import { violations } from './invariants.ts';
import { type RunEnd, startRun } from './running.ts';

export type ChaosResult = {
  readonly run: ChaosCase;
  /** What the fault met; undefined where the run was over before. */
  readonly met: string | undefined;
  readonly end: RunEnd;
  readonly violations: readonly string[];
  readonly yaml: string;
};

/** After a death without notice everything is gone by itself within so long. */
const goneByItselfWithinMs = 10_000;
/** Whoever cleans up behind a run is gone as well. */
const unwatchedWithinMs = 20_000;

/** Runs a case. Where it was drawn with a kind that was given, that is said again. */
export async function chaosRun(run: ChaosCase, connection: Connection, kind?: FaultKind): Promise<ChaosResult> {
  const folder = await mkdtemp(join(tmpdir(), `chaos-${run.seed}-`));
  const gear = await prepare(run, folder, connection, kind);
  let end: RunEnd | undefined;
  try {
    await writeFile(join(folder, 'matrix.yml'), gear.run.matrix.yaml);
    const twin = run.twin ? startRun(folder, connection.address) : undefined;
    const running = startRun(folder, gear.address);
    const inflicted = await inflict(run.fault, running, folder, connection.docker);
    end = await running.ended;
    const met = inflicted ?? gear.met();
    const found = [
      ...(await violations(run, folder, end, met !== undefined || run.fault.kind === 'disk-full')),
      ...(await leftBehind(run, running.process.pid, end, connection, folder)),
    ];
    if (twin) found.push(...(await twinViolations(run, folder, twin.process.pid, await twin.ended, connection)));
    return { run, met, end, violations: found, yaml: gear.run.matrix.yaml };
  } finally {
    await gear.close();
    await rm(folder, { recursive: true, force: true });
    if (end) await removeImages(connection, end);
  }
}

type Gear = {
  /** The case, its registry's address in it. */
  readonly run: ChaosCase;
  readonly address: string;
  met(): string | undefined;
  close(): Promise<void>;
};

async function prepare(run: ChaosCase, folder: string, connection: Connection, kind?: FaultKind): Promise<Gear> {
  const { fault } = run;
  let proxy: EngineProxy | undefined;
  let registry: ImageRegistry | undefined;
  const record = join(folder, '.matrix');
  if (fault.kind === 'engine-api') {
    const socket = connection.address.replace('unix://', '');
    proxy = await startEngineProxy(socket, join(folder, 'engine.sock'), fault.fault);
  }
  if (fault.kind === 'registry')
    registry = await startImageRegistry(connection.docker, 'busybox:1.36', run.seed, fault.fault);
  if (fault.kind === 'disk-full') {
    await mkdir(record);
    // A run does not begin where there is next to no room: see upkeep/preflight.ts.
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', record]);
  }
  return {
    run: registry ? caseOf(run.seed, registry.reference, kind) : run,
    address: proxy?.address ?? connection.address,
    met: () => [...(proxy?.met ?? []), ...(registry?.met ?? [])].slice(0, 3).join(', ') || undefined,
    async close() {
      await proxy?.close();
      await registry?.close();
      if (fault.kind === 'disk-full') execFileSync('umount', [record]);
    },
  };
}

/** What the run has left on the engine that it should not have. All of it is gone afterwards. */
async function leftBehind(
  { fault }: ChaosCase,
  pid: number | undefined,
  end: RunEnd,
  { docker, address }: Connection,
  folder: string,
): Promise<readonly string[]> {
  const owned = async () => (await findOwned(docker)).filter(({ owner }) => owner.pid === pid);
  // What a request that nobody waited for is still making.
  if (fault.kind === 'engine-api') await delay(500);
  const isSudden = end.signal !== null || end.hung || (fault.kind === 'interrupted-twice' && end.code === 130);
  const found: string[] = [];
  const left = await remaining(owned, isSudden ? goneByItselfWithinMs : 0);
  const run = end.events.flatMap((event) => (event.type === 'run-started' ? [event.run] : []))[0];
  const watching = run === undefined ? [] : await remaining(() => watcherPids(run), unwatchedWithinMs);
  if (watching.length > 0) found.push(`its watcher is still there: ${watching.join(', ')}`);
  if (left.length === 0) return found;
  const told = end.events.flatMap((event) => (event.type === 'left-over' ? [event.problem.message] : []));
  // An engine that is away for longer than the clean-up waits is told so, and the next command finds what is left.
  const isExcused = fault.kind === 'engine-api' && 'outageMs' in fault.fault && told.length > 0;
  if (!isExcused)
    found.push(
      `left behind: ${left.map(({ kind, name }) => `${kind} ${name}`).join(', ')} (told: ${told.join('; ').slice(0, 300) || 'nothing'})`,
    );
  const cleaned = await matrix(['clean'], { cwd: folder, env: { DOCKER_HOST: address } });
  if (cleaned.code !== 0) found.push(`matrix clean ended with ${cleaned.code}: ${cleaned.stdout}${cleaned.stderr}`);
  const after = await owned();
  if (after.length > 0) found.push(`matrix clean left ${after.map(({ name }) => name).join(', ')}`);
  for (const thing of after) await thing.remove();
  return found;
}

/** What there still is when it is all gone, or the time is over. */
async function remaining<T>(look: () => Promise<readonly T[]>, withinMs: number): Promise<readonly T[]> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const there = await look();
    if (there.length === 0 || Date.now() >= deadline) return there;
    await delay(100);
  }
}

/** The run beside it, to which nothing was done. */
async function twinViolations(
  run: ChaosCase,
  folder: string,
  pid: number | undefined,
  end: RunEnd,
  connection: Connection,
) {
  const untouched: ChaosCase = { ...run, fault: { kind: 'none' } };
  return [
    ...(await violations(untouched, folder, end, false)),
    ...(await leftBehind(untouched, pid, end, connection, folder)),
  ].map((sentence) => `the run beside it: ${sentence}`);
}

/** What the run has built and pulled, and no other run has. */
async function removeImages({ docker }: Connection, { events }: RunEnd): Promise<void> {
  const images = events.flatMap((event) => (event.type === 'run-started' ? event.plan.images : []));
  const names = images.map(({ kind, key }) => (kind === 'build' ? `matrix-run/${key}` : key));
  const own = names.filter((name) => name.startsWith('matrix-run/chaos:') || name.includes('/chaos/'));
  await Promise.allSettled(own.map((name) => docker.getImage(name).remove({ force: true })));
}

/** What those have left that were killed before they said what it is. */
export async function removeAllImages({ docker }: Connection): Promise<void> {
  const images = await docker.listImages({ filters: { reference: ['matrix-run/chaos', '127.0.0.1:*/chaos/*'] } });
  await Promise.allSettled(images.map(({ Id }) => docker.getImage(Id).remove({ force: true })));
}
