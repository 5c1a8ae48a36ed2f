// Each example of each command's help, run as it stands on a project of its own.

import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
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

test('every command has examples, and each of them does what it says', async () => {
  const commands = [...(await matrix(['--help'])).stdout.matchAll(/^ {2}([a-z]+)(?= \[| <| {2})/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'help');
  const helps = await Promise.all(
    commands.map(async (name) => [name, (await matrix([name, '--help'])).stdout] as const),
  );
  expect(helps.filter(([, help]) => examplesIn(help).length === 0).map(([name]) => name)).toEqual([]);

  const project = await realpath(await mkdtemp(join(tmpdir(), 'matrix-examples-')));
  onTestFinished(() => rm(project, { recursive: true }));
  await cp(join(root, 'fixtures/regressions'), project, { recursive: true });
  execFileSync('git', ['init', '-q'], { cwd: project });

  await leavesNothing(connection, async () => {
    const recorded = await matrixRun(['--only', 'node=13,postgres=15'], { cwd: project });
    await cp(join(project, '.matrix/runs', recorded.results.run), join(project, '.matrix/runs', run), {
      recursive: true,
    });
    for (const [name, help] of helps) {
      if (elsewhere.includes(name)) continue;
      // The newest run is the one that is meant where none is named.
      if (name === 'repro') await matrixRun(['--only', 'node=13,postgres=15'], { cwd: project });
      for (const example of examplesIn(help)) {
        const ended = await (isEndless(example) ? untilReady(example, project) : asItStands(example, project));
        expect(ended.code, `${example}\n${ended.stdout}${ended.stderr}`).toBe(
          codes[example] ?? (name === 'up' ? 130 : 0),
        );
      }
      // What repro and --keep left standing.
      await matrix(['clean']);
    }
  });
});

function asItStands(example: string, cwd: string) {
  return matrix(wordsOf(example).slice(1), { cwd });
}

/** What goes on until it is ended says what it is waiting for. */
const isEndless = (example: string) => /^matrix up | --watch\b/.test(example);

async function untilReady(example: string, cwd: string) {
  const started = start(wordsOf(example).slice(1), { cwd });
  await (example.startsWith('matrix up')
    ? started.tells('is up; Ctrl-C ends all of it')
    : started.tells('; Ctrl-C ends'));
  started.kill('SIGINT');
  return started.ended;
}
