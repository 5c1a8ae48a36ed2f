import { describe, expect, test } from 'vitest';
import { createBuildLog } from '../../src/docker/build-log.ts';

const step = (id: string, name: string, error = '') => ({ id, name, started: true, error });

describe('BuildKit', () => {
  test('numbered steps are progress, the others are not', () => {
    const log = createBuildLog();
    expect(log.step(step('a', '[internal] load metadata for docker.io/library/node:15'))).toBeUndefined();
    expect(log.step({ ...step('b', '[1/3] FROM node:15'), started: false })).toBeUndefined();
    expect(log.step(step('c', '[2/3] RUN npm ci'))).toEqual({ done: 2, total: 3, unit: 'steps', text: 'RUN npm ci' });
    expect(log.step(step('d', '[deps 3/3] RUN a &&   b'))).toEqual({
      done: 3,
      total: 3,
      unit: 'steps',
      text: 'RUN a && b',
    });
  });

  test('bases that a registry was asked for are known by their digests', () => {
    const log = createBuildLog();
    const digest = (sign: string) => `sha256:${sign.repeat(64)}`;
    log.step(step('a', `[build 1/3] FROM docker.io/library/node:20@${digest('1')}`));
    log.step({ ...step('b', `FROM 127.0.0.1:5000/tools:1@${digest('2')}`), started: false });
    log.step(step('c', '[1/2] FROM docker.io/library/busybox:1.36'));
    log.step(step('d', `[2/2] RUN echo FROM x@${digest('3')}`));
    expect([...log.bases]).toEqual([
      ['docker.io/library/node:20', digest('1')],
      ['127.0.0.1:5000/tools:1', digest('2')],
    ]);
  });

  test('a failing step is told by its instruction, its exit code and what it printed', () => {
    const log = createBuildLog();
    log.step(step('a', '[1/2] RUN echo fine'));
    log.output('a', 'fine\n');
    log.step(step('b', '[2/2] RUN make'));
    log.output('b', 'cc: no such');
    log.output('b', ' file\r\nmake: *** [all] Error 1\n\n');
    log.step(step('b', '[2/2] RUN make', 'process "/bin/sh -c make" did not complete successfully: exit code: 2'));
    expect(log.failure('failed to solve')).toEqual({
      kind: 'step',
      message: 'RUN make: exit code 2',
      detail: ['cc: no such file', 'make: *** [all] Error 1'],
    });
  });

  test('a failure before any step', () => {
    expect(
      createBuildLog().failure(
        'failed to solve with frontend dockerfile.v0: failed to create LLB definition: dockerfile parse error\n on line 3',
      ),
    ).toEqual({
      kind: 'step',
      message: 'dockerfile parse error on line 3',
      detail: [],
    });
  });

  test('a base image that cannot be had is no step of the Dockerfile', () => {
    const log = createBuildLog();
    const error = 'failed to do request: Head "https://registry.example/v2/": dial tcp: no such host';
    log.step(step('a', '[internal] load metadata for docker.io/library/node:99', error));
    expect(log.failure('failed to solve')).toEqual({
      kind: 'base',
      reference: 'node:99',
      message: 'Head "https://registry.example/v2/": dial tcp: no such host',
    });
  });

  test('keeps the last 200 lines of a step', () => {
    const log = createBuildLog();
    log.step(step('a', '[1/1] RUN yes', 'exit code: 1'));
    for (let i = 0; i < 1_000; i++) log.output('a', `line ${i}\n`);
    const failure = log.failure('');
    const detail = failure.kind === 'step' ? failure.detail : [];
    expect(detail.length).toBeLessThanOrEqual(200);
    expect(detail.at(-1)).toBe('line 999');
  });

  test('keeps the beginning of a line that does not end', () => {
    const log = createBuildLog();
    log.step(step('a', '[1/1] RUN yes', 'exit code: 1'));
    for (let i = 0; i < 1_000; i++) log.output('a', 'x'.repeat(1_000));
    log.output('a', '\nthe end');
    expect(log.failure('')).toMatchObject({ detail: ['x'.repeat(16 * 1024), 'the end'] });
  });
});

test('the classic builder', () => {
  const log = createBuildLog();
  expect(log.classic('STEP 1/2: FROM busybox\n')).toEqual({ done: 1, total: 2, unit: 'steps', text: 'FROM busybox' });
  expect(log.classic('Step 2/2 : RUN false\n')).toEqual({ done: 2, total: 2, unit: 'steps', text: 'RUN false' });
  expect(log.classic('it went wrong\n')).toBeUndefined();
  expect(log.failure("The command '/bin/sh -c false' returned a non-zero code: 1")).toEqual({
    kind: 'step',
    message: 'RUN false: exit code 1',
    detail: ['it went wrong'],
  });
});
