// The watchers of runs, found as anybody finds a process.

import { readdir, readFile, readlink } from 'node:fs/promises';
import { constants } from 'node:os';

/** The pids of the watchers that run now, of one run or of all. */
export async function watcherPids(run = ''): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
      return words[1]?.endsWith('/watcher.js') && words[2]?.startsWith(run) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

/** Whether a process has come so far that it catches all of these signals. */
export async function catches(pid: number, signals: readonly NodeJS.Signals[]): Promise<boolean> {
  const caught = await signalsIn(pid, 'SigCgt');
  return signals.every((signal) => (caught >> BigInt(constants.signals[signal] - 1)) & 1n);
}

/** Whether there is a signal that the process has not got yet. */
export async function hasPending(pid: number): Promise<boolean> {
  return (await signalsIn(pid, 'ShdPnd')) !== 0n;
}

/** A set of signals of a process, a bit each; none where it is gone. */
async function signalsIn(pid: number, set: 'SigCgt' | 'ShdPnd'): Promise<bigint> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return BigInt(`0x${new RegExp(`^${set}:\\s+(\\w+)$`, 'm').exec(status)?.[1] ?? '0'}`);
}

/** What a process has to do with others: its session, its folder, and what its streams are. */
export async function tiesOf(pid: number) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const link = (name: string) => readlink(`/proc/${pid}/${name}`);
  return {
    session: Number(session),
    folder: await link('cwd'),
    streams: (await Promise.all([link('fd/0'), link('fd/1'), link('fd/2')])).map((to) => to.replace(/:\[\d+\]$/, '')),
    residentBytes: Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024,
  };
}
