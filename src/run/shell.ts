// A shell in the environment of one cell: somebody where the suite would be, or in one of its services.

import type { ServiceName } from '../model/plan.ts';
import { unlessAborted } from './cancellation.ts';
import type { RunningTest, Terminal, WithSource } from './engine.ts';
import { type EnvironmentInput, type EnvironmentResult, inEnvironment } from './environment.ts';

export type ShellInput = EnvironmentInput & {
  readonly terminal: Terminal;
  /** What is run instead of a shell. */
  readonly command?: readonly string[];
  /** The service that is entered, and what is run in it; without one it is the place of the suite. */
  readonly enters?: { readonly service: ServiceName; readonly command: readonly string[] };
  /** Everything is ready: the shell is about to take the terminal. Returns what gives it back. */
  readonly onReady: () => () => void;
};

/** The value is the shell's exit code. */
export type ShellResult = EnvironmentResult<number>;

/** Opens the shell and waits for its end; all that it stood on is gone when the promise resolves. */
export async function runShell(input: ShellInput): Promise<ShellResult> {
  const { cell, terminal, cancellation, secrets, command, enters } = input;
  return inEnvironment(input, async ({ sandbox, imageOf }) => {
    const start = () => {
      if (enters) return sandbox.enterService(enters.service, { command: enters.command, terminal });
      const { id: imageId } = imageOf(cell.image);
      return sandbox.startShell(cell.test, { imageId, secrets, terminal, ...(command ? { command } : {}) });
    };
    const giveBack = input.onReady();
    let stopFollowing: (() => void) | undefined;
    try {
      const shell: Pick<RunningTest, 'exited'> & WithSource = await unlessAborted(start(), cancellation.signal);
      if (shell.updateSource) stopFollowing = input.follow?.(shell.updateSource);
      const { exitCode } = await unlessAborted(shell.exited, cancellation.signal);
      return exitCode;
    } finally {
      stopFollowing?.();
      giveBack();
    }
  });
}
