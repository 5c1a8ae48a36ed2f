// Removes what is of a run whose process has ended, until no more of it turns up.

import { setTimeout as delay } from 'node:timers/promises';
import type { Ask } from '../docker/ask-engine.ts';
import { cellLabel, type Role, roleLabel, runLabel } from '../docker/labels.ts';
import type { Duty } from './read-duty.ts';

/** What the engine had under way when the run ended may turn up some seconds later. */
const quietSweeps = 6;
const betweenQuietSweepsMs = 1_000;
/** Something was found, so that there may be more, or it did not go at the first time. */
const betweenSweepsMs = 200;
/** An engine that is gone may come back; after that, the next command removes what is left. */
const givesUpAfterMs = 120_000;

export type Time = { readonly now: () => number; readonly pause: (ms: number) => Promise<unknown> };

export const systemTime: Time = { now: () => performance.now(), pause: delay };

/** Sweeps until nothing of the run has been there for some seconds, or until it gives up. Never rejects. */
export async function sweepRun(
  ask: Ask,
  { run, kept }: Pick<Duty, 'run' | 'kept'>,
  time: Time = systemTime,
): Promise<void> {
  const until = time.now() + givesUpAfterMs;
  let quiet = 0;
  while (quiet < quietSweeps && time.now() < until) {
    const found = await sweep(ask, run, kept).catch(() => undefined);
    quiet = found === 0 ? quiet + 1 : 0;
    if (quiet < quietSweeps) await time.pause(found ? betweenSweepsMs : betweenQuietSweepsMs);
  }
}

type Thing = { readonly id: string; readonly labels: Readonly<Record<string, string>> };

/** One look at the engine, and one try with each thing that is there. Rejects where the engine does not answer. */
async function sweep(ask: Ask, run: string, told: Duty['kept']): Promise<number> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${runLabel}=${run}`] }));
  const [containers, networks, volumes] = await Promise.all([
    list(ask, `/containers/json?all=1&filters=${filters}`),
    list(ask, `/networks?filters=${filters}`),
    list(ask, `/volumes?filters=${filters}`),
  ]);
  const isMark = ({ labels }: Thing) => labels[roleLabel] === ('kept' satisfies Role);
  const marked = volumes.filter(isMark).map(({ labels }) => labels[cellLabel]);
  const kept = new Set(told === 'none' ? [] : [...told, ...marked]);
  const doomed = (things: readonly Thing[]) => things.filter(({ labels }) => !kept.has(labels[cellLabel]));
  const [gone, alone, rest] = [doomed(containers), doomed(networks), doomed(volumes)];
  await Promise.allSettled(gone.map(({ id }) => removeContainer(ask, id)));
  await Promise.allSettled(alone.map(({ id }) => removeNetwork(ask, id)));
  await Promise.allSettled(rest.map(({ id }) => ask('DELETE', `/volumes/${id}?force=1`)));
  return gone.length + alone.length + rest.length;
}

/** Containers, networks and volumes as the engine lists them, which names each kind in its own way. */
async function list(ask: Ask, path: string): Promise<readonly Thing[]> {
  const { status, body } = await ask('GET', path);
  if (status !== 200) throw new Error(`the engine answers ${status}`);
  const { Volumes: things = body } = (body ?? {}) as { readonly Volumes?: unknown };
  return (Array.isArray(things) ? (things as readonly Listed[]) : []).map(({ Id, Name, Labels }) => ({
    id: Id ?? Name ?? '',
    labels: Labels ?? {},
  }));
}

type Listed = { readonly Id?: string; readonly Name?: string; readonly Labels?: Readonly<Record<string, string>> };

/** Podman would first ask it to end and wait for ten seconds, so it is killed before. */
async function removeContainer(ask: Ask, id: string): Promise<void> {
  await ask('POST', `/containers/${id}/kill`).catch(() => undefined);
  await ask('DELETE', `/containers/${id}?force=1&v=1`);
}

/** A container whose removal is not over yet holds its network: it is let go of, and the network asked for again. */
async function removeNetwork(ask: Ask, id: string): Promise<void> {
  if ((await ask('DELETE', `/networks/${id}`)).status < 400) return;
  const { body } = await ask('GET', `/networks/${id}`);
  const { Containers: containers } = (body ?? {}) as { readonly Containers?: Readonly<Record<string, unknown>> };
  const letGo = (container: string) => ask('POST', `/networks/${id}/disconnect`, { Container: container, Force: true });
  await Promise.allSettled(Object.keys(containers ?? {}).map(letGo));
  await ask('DELETE', `/networks/${id}`);
}
