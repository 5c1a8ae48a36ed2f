// A registry that refuses, in one sentence: engines tell it in several ways, and none passes on how long it wants to be
// left alone.

import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { EngineFailure } from '../run/engine.ts';
import { credentialsFor, registryOf } from './credentials.ts';
import { originOf, repositoryOf } from './registries.ts';
import { askerOf } from './registry-request.ts';
import { engineFailure, isRateLimit, messageOf } from './trouble.ts';

/** Whoever waits for the end of a run does not wait longer for this. */
const patienceMs = 5_000;

/** What the engine met at the registry of the reference; its own words are the detail where ours say more. */
export async function pullFailure(
  docker: Docker,
  doing: string,
  reference: string,
  error: unknown,
): Promise<EngineFailure> {
  const message = messageOf(error);
  const registry = registryOf(reference);
  const refused = (why: string) =>
    new EngineFailure(`${doing}: ${why}`, { transient: false, detail: [message], cause: error });
  if (isRateLimit(message)) {
    const wait = await Promise.race([waitAt(docker, reference), delay(patienceMs, undefined, { ref: false })]);
    const until = wait === undefined ? '' : `, and wants to be left alone for ${inWords(wait)}`;
    return refused(`the registry ${registry} has had too many requests (429)${until}`);
  }
  if (/\b401 unauthorized\b|^unauthorized\b|no basic auth credentials|authentication required/i.test(message))
    return refused(`the registry ${registry} wants a login (401): docker login ${registry}`);
  const failure = engineFailure(doing, error);
  if (!isOutOfReach.test(message)) return failure;
  const why = `the engine does not reach the registry ${registry}, and no mirror of it has the image`;
  return new EngineFailure(`${doing}: ${why}`, { transient: failure.transient, detail: [message], cause: error });
}

const isOutOfReach = /no such host|server misbehaving|network is unreachable/i;

/** In seconds, asked of the registry itself; undefined where it does not say. Never rejects. */
async function waitAt(docker: Docker, reference: string): Promise<number | undefined> {
  try {
    const origin = originOf(reference, await docker.info());
    const [, name = '', version = 'latest'] = /^(.*?)(?:[@:]([^/]*))?$/.exec(reference) ?? [];
    const url = new URL(`/v2/${repositoryOf(name)}/manifests/${version}`, origin);
    const answer = await askerOf({ origin, credentials: await credentialsFor(reference) })(url);
    await answer.body?.cancel();
    return answer.status === 429 ? waitIn(answer.headers, Date.now()) : undefined;
  } catch {
    return undefined;
  }
}

/** Seconds, a date, or (Docker Hub's and GitLab's way) seconds since 1970. */
export function waitIn(headers: Headers, now: number): number | undefined {
  for (const name of ['retry-after', 'x-retry-after', 'ratelimit-reset', 'x-ratelimit-reset']) {
    const value = headers.get(name) ?? '';
    const isNumber = /^\d+$/.test(value);
    if (isNumber && Number(value) < 1e9) return Number(value);
    const at = isNumber ? Number(value) * 1000 : Date.parse(value);
    if (at > now) return Math.ceil((at - now) / 1000);
  }
  return undefined;
}

function inWords(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
