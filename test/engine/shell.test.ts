// A shell in a cell, through a real terminal and through a pipe.

import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { cli, matrix, root } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';
import { inTerminal } from './in-terminal.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

const file = 'fixtures/regressions/matrix.yml';

test('in a terminal: the version of the cell, its database, the size of the window, Ctrl-C, and its exit code', async () => {
  await leavesNothing(connection, async () => {
    const terminal = inTerminal(['shell', 'node=13,postgres=15', file], 100, 30);
    await terminal.shows(/here is a shell, beside db; exit ends all of it/);
    terminal.press('node --version\r');
    await terminal.shows(/^v13\.14\.0$/);
    const query = "new (require('pg').Client)(process.env.DATABASE_URL)";
    terminal.press(
      `node -e "const c = ${query}; c.connect().then(() => c.query('show server_version')).then((r) => { console.log('has ' + r.rows[0].server_version); c.end() })"\r`,
    );
    await terminal.shows(/^has 15\./);
    terminal.press('stty size\r');
    await terminal.shows(/^30 100$/);
    terminal.resize(90, 20);
    terminal.press('sleep 0.5; stty size\r');
    await terminal.shows(/^20 90$/);
    terminal.press('sleep 600\r');
    await terminal.shows(/sleep 600$/);
    terminal.press('\x03');
    terminal.press('echo still $((40 + 2))\r');
    await terminal.shows(/^still 42$/);
    terminal.press('exit 7\r');
    expect(await terminal.ended).toBe(7);
  });
});

test('through a pipe: what is read is run, its output is alone on stdout', async () => {
  await leavesNothing(connection, async () => {
    const env = { ...process.env, NO_COLOR: '1', DOCKER_HOST: process.env.MATRIX_TEST_ENGINE };
    const child = spawn(process.execPath, [cli, 'shell', 'node=20,postgres=13', file], { cwd: root, env });
    const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
    child.stdin.end('node --version; echo here; exit 4\n');
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ stdout: await stdout, code }, await stderr).toEqual({
      stdout: expect.stringMatching(/^v20\.\d+\.\d+\nhere\n$/),
      code: 4,
    });
  });
});

test('a word that means several cells, or none', async () => {
  expect(await matrix(['shell', 'node=13', file])).toMatchObject({
    code: 2,
    stderr: 'matrix: "node=13" is 3 cells, and one is wanted\n  hint: such as node=13,postgres=13\n',
  });
  expect(await matrix(['shell', 'node=14', file])).toMatchObject({
    code: 2,
    stderr: `matrix: cell 'node=14': "node" has no value "14"\n  hint: did you mean "13"?\n`,
  });
});
