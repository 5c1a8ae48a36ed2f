// A shell in a cell, through a real terminal and through a pipe.

import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { readProgress } from '../../src/docker/progress-stream.ts';
import { cli, matrix, root, start } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';
import { inTerminal } from './in-terminal.ts';
import { project } from './project.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

const file = 'fixtures/regressions/matrix.yml';

test('in a terminal: the version of the cell, its database, the size of the window, Ctrl-C, and its exit code', async () => {
  await leavesNothing(connection, async () => {
    const terminal = inTerminal(['shell', 'node=13,postgres=15', file], 100, 30);
    await terminal.shows(/here is a shell, beside db; its end ends all of it/);
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
    terminal.press(`until test "$(stty size)" = '20 90'; do sleep 0.1; done; stty size\r`);
    await terminal.shows(/^20 90$/);
    // What is asleep has begun, and not only been typed.
    terminal.press(`sh -c 'echo be""gun; exec sleep 600'\r`);
    await terminal.shows(/^begun$/);
    terminal.press('\x03');
    terminal.press('echo still $((40 + 2))\r');
    await terminal.shows(/^still 42$/);
    terminal.press('exit 7\r');
    expect(await terminal.ended).toBe(7);
  });
});

test('through a pipe: what is read is run, its output is alone on stdout', async () => {
  await leavesNothing(connection, async () => {
    const ended = await piped(['shell', 'node=20,postgres=13', file], 'node --version; echo here; exit 4\n');
    expect(ended, ended.stderr).toMatchObject({ stdout: expect.stringMatching(/^v20\.\d+\.\d+\nhere\n$/), code: 4 });
  });
});

test('a red cell that was kept is entered as its suite left it, and ends by clean', async () => {
  await leavesNothing(connection, async () => {
    const cell = 'node=20,postgres=13';
    const run = await matrix(['run', file, '--only', cell, '--keep', 'failed', '--reporter', 'plain']);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(
      /\n\nkept as they ended {2}until matrix clean\n {2}matrix shell 'node=20,postgres=13' fixtures\/regressions\/matrix.yml\n$/,
    );
    const asking = (query: string) =>
      `node -e "const c = new (require('pg').Client)(process.env.DATABASE_URL); c.connect().then(() => c.query('${query}')).then((r) => { console.log(JSON.stringify(r.rows)); return c.end() })"\n`;
    const first = await piped(['shell', cell, file], asking('create table left_here as select 42 as answer'));
    expect(first, first.stderr).toMatchObject({ code: 0 });
    const second = await piped(['shell', cell, file], asking('select * from left_here'));
    expect(second, second.stderr).toMatchObject({ code: 0, stdout: '[{"answer":42}]\n' });
    expect(second.stderr).toMatch(
      /here is a shell, beside db, as run \S+ left it; it stands while you are here, and then until matrix clean/,
    );
    expect((await matrix(['clean'])).stdout).toMatch(/\nRemoved 4/);
  });
});

test('a cell that is kept for some time ends by itself', async () => {
  await leavesNothing(connection, async () => {
    const marks = await listenToMarks();
    const run = await matrix(['run', file, '--only', 'node=20,postgres=13', '--keep', 'failed', '--for', '3s']);
    expect(run.code, run.stderr).toBe(1);
    expect(run.stderr).toContain('They stand for 3.0s, and end by themselves\n');
    // On a busy machine it may be gone before anybody can look at it.
    const made = await marks.next();
    expect(made).toMatch(/^create matrix-\d{8}-\d{6}-[0-9a-f]{4}-\d+-1-kept$/);
    // It is the last of it to go.
    expect(await marks.next()).toBe(made.replace('create', 'gone'));
    marks.end();
  });
});

test('who is in a kept cell holds it, against clean and beyond its time, and is told which service has ended', async () => {
  const { folder } = project({
    'matrix.yml': `name: held
axes: { n: [1] }
image: { from: "busybox:1.36" }
services:
  db: { image: "busybox:1.36", command: [nc, -ll, -p, "7000", -e, echo, still here], ready: { tcp: 7000 } }
  web: { image: "busybox:1.36", command: ["sh", "-c", "echo up; exec nc -l -p 80"], ready: { log: up } }
test: { command: "while echo x | nc -w 1 web 80; do sleep 0.1; done; exit 1" }
`,
  });
  await leavesNothing(connection, async () => {
    const marks = await listenToMarks();
    const run = await matrix(['run', '--keep', 'failed', '--for', '12s'], { cwd: folder });
    expect(run.code, run.stdout + run.stderr).toBe(1);
    const made = await marks.next();
    const dead = await matrix(['shell', '--service', 'web'], { cwd: folder });
    expect(dead).toMatchObject({ code: 3 });
    expect(dead.stderr).toMatch(
      /matrix: The service web of n=1 has ended, so that nobody can enter it\n {2}hint: what it wrote: matrix logs 'n=1' web --run \S+\n/,
    );
    const shell = start(['shell', '--', 'sh', '-c', 'sleep 13; nc -w 20 db 7000 < /dev/null'], {
      cwd: folder,
    });
    await shell.tells('[n=1] running sh, beside db, without web, which has ended, as run ');
    const clean = await matrix(['clean'], { cwd: folder });
    expect(clean).toMatchObject({ code: 0 });
    expect(clean.stdout).toContain(` of ${folder}, in which a matrix shell is open`);
    expect(await shell.ended).toMatchObject({ code: 0, stdout: 'still here\n' });
    // It is the last of it to go.
    expect(await marks.next()).toBe(made.replace('create', 'gone'));
    marks.end();
  });
});

type VolumeEvent = {
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
};

/** What becomes from now on of the volumes that mark kept cells. */
async function listenToMarks() {
  const filters = { type: ['volume' as const], event: ['create', 'destroy', 'remove'] };
  const stream = (await connection.docker.getEvents({ filters })) as Readable;
  const events = readProgress<VolumeEvent>(stream);
  return {
    async next(): Promise<string> {
      for (;;) {
        const { value, done } = await events.next();
        if (done) throw new Error('the engine tells no more');
        const { Action: action, Actor: actor } = value;
        // Podman has another word for its end, and another place for its name.
        const name = actor.ID || actor.Attributes.name || '';
        if (name.endsWith('-kept')) return `${action === 'create' ? 'create' : 'gone'} ${name}`;
      }
    },
    end: () => stream.destroy(),
  };
}

test('in a service: its client reads what is piped to it, and a command is run there', async () => {
  await leavesNothing(connection, async () => {
    const asked = await piped(['shell', 'node=13,postgres=15', file, '--service', 'db'], 'select 40 + 2 as answer;\n');
    expect(asked, asked.stderr).toMatchObject({ code: 0, stdout: ' answer \n--------\n     42\n(1 row)\n\n' });
    const command = ['--', 'sh', '-c', 'echo "$POSTGRES_DB"; exit 6'];
    const ran = await piped(['shell', 'node=13,postgres=15', file, '--service', 'db', ...command], '');
    expect(ran, ran.stderr).toMatchObject({ code: 6, stdout: 'app\n' });
    const terminal = inTerminal(['shell', 'node=13,postgres=15', file, '--service', 'db'], 100, 30);
    await terminal.shows(/here you are in db; its end ends all of it/);
    await terminal.shows(/^app=# /);
    terminal.press('\\q\r');
    expect(await terminal.ended).toBe(0);
  });
});

/** Runs the command with that on its stdin. */
async function piped(args: readonly string[], input: string) {
  const env = { ...process.env, NO_COLOR: '1', DOCKER_HOST: process.env.MATRIX_TEST_ENGINE };
  const child = spawn(process.execPath, [cli, ...args], { cwd: root, env });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  child.stdin.end(input);
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { stdout: await stdout, stderr: await stderr, code };
}

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
