// Servers of ours that stay up after the command that started them.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  isRunning,
  type ProcessRecord,
  processStart,
  readRecord,
  removeRecord,
  stateFolder,
  writeRecord,
} from './state.ts';

/** Starts a server in a session of its own and waits until it answers. Throws with its last words when it does not. */
export async function startDetached(
  name: string,
  command: readonly [string, ...string[]],
  answers: () => Promise<boolean>,
  options: { readonly env?: NodeJS.ProcessEnv; readonly withinMs?: number } = {},
): Promise<void> {
  mkdirSync(stateFolder, { recursive: true });
  const logFile = join(stateFolder, `${name}.log`);
  const log = openSync(logFile, 'w');
  const [program, ...args] = command;
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...options.env },
  });
  closeSync(log);
  await once(child, 'spawn');
  child.unref();
  const pid = child.pid ?? 0;
  writeRecord(name, { pid, start: processStart(pid) ?? '' });
  const until = performance.now() + (options.withinMs ?? 60_000);
  while (!(await answers())) {
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (ended || performance.now() > until) {
      const lastWords = readFileSync(logFile, 'utf8').trim().split('\n').slice(-8).join('\n');
      throw new Error(`${program} ${ended ? 'ended' : 'does not answer'}; the end of ${logFile}:\n${lastWords}`);
    }
    await delay(100);
  }
}

/** Ends a server of ours: asks first, and insists after `patienceMs`. False when there was none of ours. */
export async function stopDetached(name: string, patienceMs = 20_000): Promise<boolean> {
  const record = readRecord(name);
  removeRecord(name);
  if (!isRunning(record)) return false;
  process.kill(record.pid, 'SIGTERM');
  if (!(await hasEnded(record, patienceMs))) {
    process.kill(record.pid, 'SIGKILL');
    await hasEnded(record, patienceMs);
  }
  return true;
}

async function hasEnded(record: ProcessRecord, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (isRunning(record)) {
    if (performance.now() > until) return false;
    await delay(50);
  }
  return true;
}
