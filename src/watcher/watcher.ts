// The process that outlives us by a moment, should we die: see docs/decisions/0018-a-watcher-outlives-the-run.md.

import { spawn } from 'node:child_process';
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Endpoint } from '../docker/endpoint.ts';
import type { CellId } from '../model/cell.ts';
import type { RunId } from '../model/run-id.ts';
import type { Message } from './message.ts';

/** Where the bundle of main.ts is, seen from the file that this becomes a part of. */
declare const __WATCHER__: string | undefined;

/** Run from its sources, nothing is bundled. */
const program = () => new URL(typeof __WATCHER__ === 'undefined' ? 'main.ts' : __WATCHER__, import.meta.url);

export type Watcher = {
  /** What is of this cell is to stay. */
  keep(cell: CellId): void;
  /** Nothing is left but what was kept, which it removes after so many milliseconds. */
  expire(ms: number): void;
  /** Nothing is left to be removed: it ends. Unless it is told so, it removes what is there once we are gone. */
  dismiss(): void;
};

/**
 * Starts the watcher of a run, before anything of it is made. It keeps neither this process alive nor its streams open.
 * `onTrouble` is told when there is none.
 */
export function startWatcher(
  { endpoint, run }: { readonly endpoint: Endpoint; readonly run: RunId },
  onTrouble: (error: Error) => void,
): Watcher {
  const { NODE_OPTIONS: _, ...env } = process.env;
  // In a session of its own: what ends a terminal or a process group does not end it. The run is there for `ps`.
  const child = spawn(process.execPath, [fileURLToPath(program()), run], {
    cwd: parse(process.execPath).root,
    env,
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.on('error', onTrouble);
  child.unref();
  // Where too many files are open there is no process and no pipe to it, whatever the types say.
  const pipe: typeof child.stdin | undefined = child.stdin;
  pipe?.on('error', () => undefined);
  if (pipe && 'unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
  const say = (message: Message) => void pipe?.write(`${JSON.stringify(message)}\n`);
  say({ watch: { endpoint, run } });
  return {
    keep: (cell) => say({ keep: cell }),
    expire(ms) {
      say({ expire: ms });
      pipe?.end();
    },
    dismiss() {
      say({ dismiss: true });
      pipe?.end();
    },
  };
}
