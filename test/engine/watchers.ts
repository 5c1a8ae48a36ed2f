// The watchers of runs, found as anybody finds a process.

import { readdir, readFile, readlink } from 'node:fs/promises';

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
