// The live table in a real terminal.

import { beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { leavesNothing, testEngine } from './engine.ts';
import { inTerminal } from './in-terminal.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

const hideCursor = '\x1b[?25l';
const showCursor = '\x1b[?25h';

test.each([80, 120])(
  'in %i columns: drawn in place, the final table stands alone, the cursor is back',
  async (columns) => {
    await leavesNothing(connection, async () => {
      const terminal = inTerminal(['run', 'fixtures/broken/slow/matrix.yml'], columns, 24);
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
