// What of the action needs no engine: everything that is wrong before one is asked for.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandsIn, runBundle } from './run-bundle.ts';

test('mistakes of the matrix file are annotated on its lines, as the repository has them', async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'matrix-trouble-'));
  await mkdir(join(workspace, 'api'));
  const wrong = Array.from({ length: 12 }, (_, at) => `unknown-${at}: 1`);
  await writeFile(
    join(workspace, 'api/matrix.yml'),
    ['axes: { node: [20] }', 'image: { from: busybox }', 'test: { command: "true", timeout: soon }'].join('\n'),
  );
  await writeFile(
    join(workspace, 'api/many.yml'),
    ['axes: { node: [20] }', 'image: { from: busybox }', 'test: { command: "true" }', ...wrong].join('\n'),
  );
  const step = await runBundle({ 'working-directory': 'api' }, { workspace });
  expect(step.code).toBe(2);
  expect(step.outputs).toEqual({ outcome: 'invalid', 'exit-code': '2', 'failed-cells': '[]' });
  expect(step.stderr).toContain('matrix.yml:3:35: error: expected a duration');
  expect(step.stdout).toBe(
    '::error title=matrix,file=api/matrix.yml,line=3,col=35::' +
      'expected a duration such as 500ms, 90s, 10m or 1h, found "soon"\n',
  );
  expect(step.summary).toBe('');

  const many = await runBundle({ 'working-directory': 'api', file: 'many.yml' }, { workspace });
  const errors = commandsIn(many.stdout, 'error');
  expect(errors).toHaveLength(10);
  expect(errors[0]).toMatch(/^::error title=matrix,file=api\/many\.yml,line=\d+,col=\d+::/);
  expect(errors[9]).toBe('::error title=matrix::3 more mistakes: the log has all of them');
  await rm(workspace, { recursive: true });
});

test('a wrong input is told by its name', async () => {
  const step = await runBundle({ shard: '6/5' });
  expect(step.code).toBe(2);
  const sentence = 'The input "shard" is "6/5": expected such as 2/5, the second of five';
  expect(step.stderr).toBe(`matrix: ${sentence}\n`);
  expect(step.stdout).toBe(`::error title=matrix::${sentence}\n`);
});

test('a folder that is not there', async () => {
  const step = await runBundle({ 'working-directory': 'nowhere' });
  expect([step.code, step.stderr]).toEqual([
    2,
    'matrix: The input "working-directory" is "nowhere": there is no such folder\n',
  ]);
});

test('a selection of nothing, without annotations', async () => {
  const step = await runBundle({
    file: 'fixtures/forty/matrix.yml',
    only: 'row=a',
    except: 'row=a\nrow=b',
    annotations: 'false',
  });
  expect(step.code).toBe(4);
  expect(step.outputs).toEqual({ outcome: 'empty', 'exit-code': '4', 'failed-cells': '[]' });
  expect(step.stdout).toBe('');
});

test('no engine is infrastructure', async () => {
  const env = { DOCKER_HOST: 'tcp://127.0.0.1:1' };
  const step = await runBundle({ file: 'fixtures/forty/matrix.yml' }, { env });
  expect(step.code).toBe(3);
  expect(step.outputs).toEqual({ outcome: 'infrastructure', 'exit-code': '3', 'failed-cells': '[]' });
  expect(step.stdout).toMatch(/^::error title=matrix::The container engine at tcp:\/\/127\.0\.0\.1:1 does not answer/);
});
