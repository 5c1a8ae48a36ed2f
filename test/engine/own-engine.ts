// An engine of a test's own, to be killed at will. It shares nothing with the one of the other tests: in a network of
// its own it cannot take that one's bridge away, and with the first process of its own all others end.

import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { type Connection, connect } from '../../src/docker/connect.ts';

export type OwnEngine = AsyncDisposable & {
  readonly address: string;
  connection(): Promise<Connection>;
  /** Nobody is told of it, and its containers go on. */
  kill(): Promise<void>;
  startAgain(): Promise<void>;
};

/** Whether one can be started here: it takes root, and a dockerd. */
export function canHaveOwnEngine(): boolean {
  try {
    execFileSync('unshare', [...apart, 'dockerd', '--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const apart = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];

/** Starts an engine that has an image of another one, and nothing else. */
export async function startOwnEngine(from: Connection, image: string): Promise<OwnEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'matrix-engine-'));
  const address = `unix://${join(folder, 'docker.sock')}`;
  const places = ['data-root', 'exec-root', 'pidfile'].map((name) => `--${name}=${join(folder, name)}`);
  const shell = openShell();
  // It names a process that is no more, and may name another one by now.
  const begin = () =>
    shell.run(`rm -f ${join(folder, 'pidfile')}; dockerd -H ${address} ${places.join(' ')} &`, 'API listen on');
  const end = (signal: 'KILL' | 'TERM') =>
    shell.run(`kill -${signal} $!; wait $!; echo it has ended >&2`, 'it has ended');
  const connection = () => connect({ DOCKER_HOST: address });
  await shell.run('ip link set lo up; echo lo is up >&2', 'lo is up');
  await begin();
  const { docker } = await connection();
  const loading = await docker.loadImage(await from.docker.getImage(image).get());
  for await (const _ of loading);
  return {
    address,
    connection,
    kill: () => end('KILL'),
    startAgain: begin,
    async [Symbol.asyncDispose]() {
      await end('TERM');
      await shell.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** A shell as the first process of a system of its own: when it ends, and it does with us, all that it started ends. */
function openShell() {
  const shell: ChildProcessByStdio<Writable, null, Readable> = spawn('unshare', [...apart, 'sh'], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const ended = once(shell, 'exit');
  const lines = createInterface(shell.stderr);
  return {
    /** Resolves when a line of what it writes to stderr has the text. */
    async run(command: string, until: string): Promise<void> {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const said: string[] = [];
      const look = (line: string) => {
        said.push(line);
        if (line.includes(until)) resolve();
      };
      lines.on('line', look);
      ended.then(() => reject(new Error(said.join('\n'))), reject);
      shell.stdin.write(`${command}\n`);
      await promise.finally(() => lines.off('line', look));
    },
    async close(): Promise<void> {
      shell.stdin.end();
      await ended;
    },
  };
}
