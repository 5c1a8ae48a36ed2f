// Tab in a real bash. What zsh and fish read is checked where they are installed.

import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { expect, onTestFinished, test } from 'vitest';
import { cli, matrix } from './command.ts';
import { project } from './project.ts';

const matrixFile = `name: tab
axes: { node: [13, 15], db: [pg15] }
image: { from: "busybox:1.36" }
services: { store: { image: "busybox:1.36" } }
test: { command: "true" }
`;

/** A bash with `matrix` on its PATH that was told of its completion. */
function bash(cwd: string) {
  writeFileSync(join(cwd, 'matrix'), `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@"\n`);
  chmodSync(join(cwd, 'matrix'), 0o755);
  const env = { ...process.env, PATH: `${cwd}:${process.env.PATH}`, TERM: 'dumb', PS1: '$ ', HOME: cwd };
  const pty = spawn('bash', ['--norc', '--noprofile', '-i'], { cols: 200, rows: 40, cwd, env });
  onTestFinished(() => pty.kill('SIGKILL'));
  let written = '';
  let look: () => void = () => undefined;
  pty.onData((data) => {
    written += data;
    look();
  });
  return {
    press: (keys: string) => pty.write(keys),
    /** Until the text was shown since it was last looked for. */
    shows(text: string): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      look = () => {
        const at = written.indexOf(text);
        if (at === -1) return;
        written = written.slice(at + text.length);
        resolve();
      };
      look();
      return promise;
    },
  };
}

test('commands, flags, their values, axes, services, matrices and files', async () => {
  const { folder } = project({ 'matrix.yml': matrixFile, 'matrices/nightly.yml': matrixFile, 'report.xml': '' });
  const shell = bash(folder);
  shell.press('source <(matrix completion bash); echo re""ady\r');
  await shell.shows('ready\r\n');
  for (const [typed, shown] of [
    ['matrix com', 'matrix completion '],
    ['matrix run --ke', 'matrix run --keep '],
    ['matrix run --keep al', 'matrix run --keep always '],
    ['matrix run --only no', 'matrix run --only node='],
    ['matrix shell node=13,db=', 'matrix shell node=13,db=pg15 '],
    ['matrix run --except=node=13,d', 'matrix run --except=node=13,db='],
    ['matrix logs node=13 st', 'matrix logs node=13 store '],
    ['matrix run ni', 'matrix run nightly '],
    ['matrix run --junit rep', 'matrix run --junit report.xml '],
    ['matrix run -- rep', 'matrix run -- report.xml '],
  ] as const) {
    shell.press(`${typed}\t`);
    await shell.shows(shown);
    shell.press('\u0015');
  }
  shell.press('matrix run --only node=1\t\t');
  await shell.shows('13  15');
});

test('who types is not told of mistakes in a file', async () => {
  const { folder } = project({ 'matrix.yml': 'axes: 7\n' });
  const ended = await matrix(['completion', 'bash', '--complete', '--', 'run', '--only', ''], { cwd: folder });
  expect(ended).toMatchObject({ code: 0, stdout: '', stderr: '' });
});

test.each(['bash', 'zsh', 'fish'])('the script of %s is one', async (shell) => {
  const { stdout, code } = await matrix(['completion', shell]);
  expect(code).toBe(0);
  expect(stdout).toContain(`completion ${shell} --complete -- `);
  const checked = spawnSync(shell, ['-n'], { input: stdout, encoding: 'utf8' });
  if (checked.error) return;
  expect(checked).toMatchObject({ status: 0, stderr: '' });
});
