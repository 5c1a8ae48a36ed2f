// Each example of each command's help, run as it stands on a project of its own.

import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import type { Connection } from '../../src/docker/connect.ts';
import { matrix, matrixRun, root, start } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

/** The run that the examples name. */
const run = '20261125-101500-3f2a';

/** Whose examples tests of their own run, since these have to be prepared. */
const elsewhere: readonly string[] = ['bisect'];

/** Examples that do not end with 0. */
const codes: Readonly<Record<string, number>> = {
  'matrix run --only node=20': 1,
  'matrix run --watch --mount': 1,
  'matrix run --only node=13,postgres=15 --keep failed --for 2h --reporter plain': 1,
  'matrix run --failed --junit report.xml --html report.html': 1,
  'matrix repro': 1,
  'matrix repro node=13': 1,
  'matrix repro node=13,postgres=15 --run .matrix/runs/20261125-101500-3f2a': 1,
};

const examplesIn = (help: string) => [...help.matchAll(/^ {2}\$ (matrix .*)$/gm)].map(([, example = '']) => example);

/** As a shell takes it apart: words, and quotes around them. */
const wordsOf = (line: string) =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

let project: string;
beforeAll(async () => {
  project = await realpath(await mkdtemp(join(tmpdir(), 'matrix-examples-')));
  await cp(join(root, 'fixtures/regressions'), project, { recursive: true });
  execFileSync('git', ['init', '-q'], { cwd: project });
  const recorded = await matrixRun(['--only', 'node=13,postgres=15'], { cwd: project });
  await cp(join(project, '.matrix/runs', recorded.results.run), join(project, '.matrix/runs', run), {
    recursive: true,
  });
});
afterAll(() => rm(project, { recursive: true }));

const commands = createProgram('', () => undefined)
  .commands.map((command) => command.name())
  .filter((name) => !elsewhere.includes(name));

test.each(commands)('the examples of matrix %s do what they say', async (name) => {
  const examples = examplesIn((await matrix([name, '--help'])).stdout);
  expect(examples).not.toEqual([]);
  await leavesNothing(connection, async () => {
    // The newest run is the one that is meant where none is named.
    if (name === 'repro') await matrixRun(['--only', 'node=13,postgres=15'], { cwd: project });
    for (const example of examples) {
      const ended = await (isEndless(example) ? untilReady(example) : asItStands(example));
      expect(ended.code, `${example}\n${ended.stdout}${ended.stderr}`).toBe(
        codes[example] ?? (name === 'up' ? 130 : 0),
      );
    }
    // What repro and --keep left standing.
    await matrix(['clean']);
  });
});

function asItStands(example: string) {
  return matrix(wordsOf(example).slice(1), { cwd: project });
}

/** What goes on until it is ended says what it is waiting for. */
const isEndless = (example: string) => /^matrix up | --watch\b/.test(example);

async function untilReady(example: string) {
  const started = start(wordsOf(example).slice(1), { cwd: project });
  await (example.startsWith('matrix up')
    ? started.tells('is up; Ctrl-C ends all of it')
    : started.tells('; Ctrl-C ends'));
  started.kill('SIGINT');
  return started.ended;
}
