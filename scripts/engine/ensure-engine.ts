// Makes sure of a container engine: the one that answers, else Debian's, installed and started here.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { askEngine } from './ask-engine.ts';
import { startDetached } from './detached.ts';
import { canReachHub } from './hub.ts';
import { withLock } from './lock.ts';
import { ensurePrograms, whyNotInstall } from './packages.ts';
import { registryAddress } from './registry.ts';
import { isRunning, processStart, readRecord, stateFolder } from './state.ts';

const usualSocket = '/var/run/docker.sock';
const pidFile = '/var/run/docker.pid';

export type EngineInUse = {
  readonly address: string;
  readonly version: string;
  /** We started it, now or earlier: its configuration is ours. */
  readonly ours: boolean;
};

/** Throws an Error whose message says in one sentence what to do where no engine can be had. */
export async function ensureEngine(say: (line: string) => void): Promise<EngineInUse> {
  const address = process.env.DOCKER_HOST || `unix://${usualSocket}`;
  const there = await inUse(address);
  if (there) {
    say(`engine: using the one at ${address} (${there.version})`);
    return there;
  }
  if (process.env.DOCKER_HOST)
    throw new Error(`No engine answers at DOCKER_HOST=${address}: start it, or unset DOCKER_HOST`);
  const reason = whyNotInstall();
  if (reason !== undefined) {
    throw new Error(
      `No engine answers at ${address}, and ${reason}: start Docker or Podman, or set DOCKER_HOST to where one listens`,
    );
  }
  return withLock('engine', say, async () => {
    // Whoever held the lock before us may have started it.
    const meanwhile = await inUse(address);
    return meanwhile ?? startEngine(address, say);
  });
}

async function inUse(address: string): Promise<EngineInUse | undefined> {
  const answer = await askEngine(address);
  const ours = address === `unix://${usualSocket}` && isRunning(readRecord('engine'));
  return answer && { address, version: answer.version, ours };
}

async function startEngine(address: string, say: (line: string) => void): Promise<EngineInUse> {
  if (isRunning(readRecord('engine'))) {
    say('engine: waiting for the one that is starting');
    const answer = await untilAnswer(address);
    if (answer) return { address, version: answer.version, ours: true };
    throw new Error('The engine that we started does not answer: npm run engine:stop ends it');
  }
  ensurePrograms(['dockerd', 'iptables'], say);
  removeStalePidFile(say);
  mkdirSync(stateFolder, { recursive: true });
  const config = join(stateFolder, 'daemon.json');
  // A mirror only helps from the engine's start on, and only where Hub itself is out of reach.
  const mirrors = (await canReachHub()) ? {} : { 'registry-mirrors': [`http://${registryAddress}`] };
  writeFileSync(config, JSON.stringify(mirrors));
  say('engine: none answers; starting dockerd; it stays up for the next run (npm run engine:stop ends it)');
  await startDetached(
    'engine',
    ['dockerd', '--config-file', config],
    async () => (await askEngine(address)) !== undefined,
  );
  const answer = await askEngine(address);
  return { address, version: answer?.version ?? 'of no version', ours: true };
}

async function untilAnswer(address: string): Promise<{ readonly version: string } | undefined> {
  for (let tried = 0; tried < 600; tried++) {
    const answer = await askEngine(address);
    if (answer) return answer;
    await delay(100);
  }
  return undefined;
}

/** An engine that died with its shell leaves its pid file, and the next one refuses to start while it is there. */
function removeStalePidFile(say: (line: string) => void): void {
  let pid: number;
  try {
    pid = Number(readFileSync(pidFile, 'utf8').trim());
  } catch {
    return;
  }
  if (processStart(pid) !== undefined && commandName(pid) === 'dockerd') {
    throw new Error(
      `dockerd (pid ${pid}) runs and does not answer at ${usualSocket}: end it, or set DOCKER_HOST to where it listens`,
    );
  }
  say(`engine: removing ${pidFile} of an engine that is dead`);
  rmSync(pidFile, { force: true });
}

function commandName(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}
