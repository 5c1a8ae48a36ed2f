// The live table through a real terminal: a pty, and an emulator that shows what a person would see.

import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { cli, root } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

type Terminal = {
  /** The lines that have something on them, as they are shown now and in what scrolled away. */
  lines(): readonly string[];
  /** Resolves when some line fits. */
  shows(pattern: RegExp): Promise<void>;
  press(keys: string): void;
  resize(columns: number, rows: number): void;
  readonly raw: () => string;
  readonly ended: Promise<number>;
};

function inTerminal(args: readonly string[], columns: number, rows: number): Terminal {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1_000 });
  const pty = spawn(process.execPath, [cli, ...args], {
    cols: columns,
    rows,
    cwd: root,
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

const hideCursor = '\x1b[?25l';
const showCursor = '\x1b[?25h';

test.each([80, 120])(
  'in %i columns: drawn in place, the final table stands alone, the cursor is back',
  async (columns) => {
    await leavesNothing(connection, async () => {
      const terminal = inTerminal(['run', 'fixtures/broken/slow/matrix.yml', '--timeout', '1500ms'], columns, 24);
      await terminal.shows(/test/);
      expect(await terminal.ended).toBe(1);
      const lines = terminal.lines();
      expect(lines.every((line) => line.length <= columns)).toBe(true);
      const about = (word: RegExp) => lines.filter((line) => word.test(line));
      // One table is left: what was drawn before it was drawn over.
      expect(about(/1 passed/)).toHaveLength(1);
      expect(about(/timed out/).length).toBeGreaterThanOrEqual(1);
      expect(about(/jobs/)).toEqual([]);
      expect(terminal.raw().lastIndexOf(showCursor)).toBeGreaterThan(terminal.raw().lastIndexOf(hideCursor));
    });
  },
);

test('a resize in mid-run and Ctrl-C: cleaned up, exit code 130, the cursor is back', async () => {
  await leavesNothing(connection, async () => {
    const terminal = inTerminal(
      ['run', 'fixtures/broken/slow/matrix.yml', '--only', 'seconds=600', '--timeout', '10m'],
      120,
      30,
    );
    await terminal.shows(/test/);
    terminal.resize(80, 24);
    await terminal.shows(/test/);
    terminal.press('\x03');
    expect(await terminal.ended).toBe(130);
    expect(terminal.lines().some((line) => /cancelled/.test(line))).toBe(true);
    expect(terminal.raw().lastIndexOf(showCursor)).toBeGreaterThan(terminal.raw().lastIndexOf(hideCursor));
  });
});
