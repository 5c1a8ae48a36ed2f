import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, processStart, readRecord, removeRecord, stateFolder, writeRecord } from './state.ts';

/** Does the work while no other process does any under the same name. The lock of a process that died is no obstacle. */
export async function withLock<T>(name: string, say: (line: string) => void, work: () => Promise<T>): Promise<T> {
  const folder = join(stateFolder, `${name}.lock`);
  const owner = `${name}.lock-owner`;
  mkdirSync(stateFolder, { recursive: true });
  for (let told = false; ; ) {
    try {
      mkdirSync(folder);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const other = readRecord(owner);
    if (other !== undefined && !isRunning(other)) {
      removeRecord(owner);
      rmSync(folder, { recursive: true, force: true });
      continue;
    }
    if (!told) say(`waiting for another process (${other?.pid ?? 'starting'}) that is at the same work`);
    told = true;
    await delay(200);
  }
  writeRecord(owner, { pid: process.pid, start: processStart(process.pid) ?? '' });
  try {
    return await work();
  } finally {
    removeRecord(owner);
    rmSync(folder, { recursive: true, force: true });
  }
}
