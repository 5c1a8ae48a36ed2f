// The command in a real terminal: a pty, and an emulator that shows what a person would see.

import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { cli, root } from './command.ts';

export type Terminal = {
  /** The lines that have something on them, as they are shown now and in what scrolled away. */
  lines(): readonly string[];
  /** Resolves when some line fits. */
  shows(pattern: RegExp): Promise<void>;
  press(keys: string): void;
  resize(columns: number, rows: number): void;
  readonly raw: () => string;
  readonly ended: Promise<number>;
};

/** Starts `matrix …` at the project's root, or elsewhere, in a terminal of that size. */
export function inTerminal(args: readonly string[], columns: number, rows: number, cwd = root): Terminal {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1_000 });
  const pty = spawn(process.execPath, [cli, ...args], {
    cols: columns,
    rows,
    cwd,
    env: {
      ...process.env,
      CI: '',
      GITHUB_ACTIONS: '',
      TERM: 'xterm-256color',
      DOCKER_HOST: process.env.MATRIX_TEST_ENGINE,
    },
  });
  let raw = '';
  const waiting: { readonly pattern: RegExp; readonly resolve: () => void }[] = [];
  const lines = () => {
    const { active } = screen.buffer;
    const all = Array.from({ length: active.length }, (_, i) => active.getLine(i)?.translateToString(true) ?? '');
    return all.filter((line) => line.trim() !== '');
  };
  pty.onData((data) => {
    raw += data;
    screen.write(data, () => {
      const shown = lines();
      for (const { pattern, resolve } of waiting) if (shown.some((line) => pattern.test(line))) resolve();
    });
  });
  const { promise: ended, resolve: end } = Promise.withResolvers<number>();
  pty.onExit(({ exitCode }) => screen.write('', () => end(exitCode)));
  return {
    lines,
    shows(pattern) {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (lines().some((line) => pattern.test(line))) resolve();
      waiting.push({ pattern, resolve });
      return promise;
    },
    press: (keys) => pty.write(keys),
    resize(toColumns, toRows) {
      pty.resize(toColumns, toRows);
      screen.resize(toColumns, toRows);
    },
    raw: () => raw,
    ended,
  };
}
