// A source that is put into the containers: what they see of it, what they may do to it, and what is built for it.

import { beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { matrix, matrixRun, start } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';
import { type Project, project } from './project.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

/** A suite that shows what it has, and writes into its source. */
const matrixFile = `
name: mounted
axes: { part: [one, two] }
image: { args: { PART: "\${{ matrix.part }}" } }
test:
  command: |
    cat value $PART node_modules/* ; ls; stat -c '%u %a %n' value run.sh
    echo scribble > value; mkdir made; rm run.sh; echo more > node_modules/more
`;

/** Labelled, so that no image of it is there from an earlier time. */
const dockerfile = () => `
FROM busybox:1.36 AS build
WORKDIR /app
COPY . .
FROM busybox:1.36
LABEL made=${crypto.randomUUID()}
ARG PART
ENV PART=$PART
WORKDIR /app
COPY package.json .
COPY installed node_modules
COPY --chown=123:45 . .
COPY --from=build /app/value compiled
`;

function mounted(): Project {
  return project({
    'matrix.yml': matrixFile,
    Dockerfile: dockerfile(),
    '.dockerignore': 'node_modules\n*.yml\nDockerfile\n.dockerignore\n',
    'package.json': '{}',
    value: 'first\n',
    one: 'one\n',
    two: 'two\n',
    'run.sh': 'true\n',
    'installed/package': 'of-the-image\n',
    'node_modules/package': 'of-the-project\n',
    'node_modules/other': 'of-the-project\n',
  });
}

/** How many images the run had to build. */
function built(stdout: string): number {
  return stdout.match(/\] building$/gm)?.length ?? 0;
}

test('another content needs no image, and is seen; the project stays as it is, whatever the suite does', async () => {
  const { folder, write, digest } = mounted();
  await leavesNothing(connection, async () => {
    await matrixRun(['--mount'], { cwd: folder });
    write('value', 'second\n');
    const before = await digest();
    const { code, stdout, results } = await matrixRun(['--mount'], { cwd: folder });
    expect(code, stdout).toBe(0);
    expect(built(stdout)).toBe(0);
    expect(results.mounted).toBe(true);
    expect(await digest()).toBe(before);
    expect(stdout).toContain('source mounted: ');
    expect(stdout).toContain('; not done again with it: COPY --from=build /app/value compiled');
    const log = await matrix(['logs', 'part=two'], { cwd: folder });
    expect(log.stdout.split('\n').filter((line) => line !== '')).toEqual([
      'second',
      'two',
      // What the image installed, and not what the project has.
      'of-the-image',
      'compiled',
      'installed',
      'node_modules',
      'one',
      'package.json',
      'run.sh',
      'two',
      'value',
      // Whose the Dockerfile makes it.
      '123 644 value',
      '123 644 run.sh',
    ]);
    // Nor is it taken for what a run without --mount would have tested.
    const plain = await matrixRun([], { cwd: folder });
    expect(built(plain.stdout)).toBe(2);
    expect(plain.results.mounted).toBe(undefined);
  });
});

test('a file that is removed, or a manifest that changes, is another image', async () => {
  const { folder, write, remove } = mounted();
  await leavesNothing(connection, async () => {
    await matrixRun(['--mount', '--only', 'part=one'], { cwd: folder });
    remove('two');
    const removed = await matrixRun(['--mount', '--only', 'part=one'], { cwd: folder });
    expect(built(removed.stdout)).toBe(1);
    expect((await matrix(['logs', 'part=one'], { cwd: folder })).stdout).not.toMatch(/^two$/m);
    write('package.json', '{ "private": true }');
    expect(built((await matrixRun(['--mount', '--only', 'part=one'], { cwd: folder })).stdout)).toBe(1);
  });
});

test('in a shell, files that are written, made and removed here follow within it', async () => {
  const { folder, write, remove, digest } = mounted();
  await leavesNothing(connection, async () => {
    const script = `
      echo inside > two; cat value; until grep -q second value; do sleep 0.1; done
      echo written; until grep -qs deep some/deep/file; do sleep 0.1; done
      echo made; while [ -e one ]; do sleep 0.1; done
      echo removed; cat two; cat node_modules/package; stat -c %u value some/deep/file`;
    const shell = start(['shell', 'part=one', '--mount', '--', 'sh', '-c', script], { cwd: folder });
    await shell.says('first\n');
    write('value', 'second\n');
    await shell.says('written');
    write('some/deep/file', 'deep\n');
    await shell.says('made');
    remove('one');
    const before = await digest();
    const { code, stdout, stderr } = await shell.ended;
    expect(code, stderr).toBe(0);
    // What was written inside stays there, since it was not changed here.
    expect(stdout).toBe('first\nwritten\nmade\nremoved\ninside\nof-the-image\n123\n123\n');
    expect(await digest()).toBe(before);
  });
});

test('what runs in place of the suite is followed as well', async () => {
  const { folder, write } = mounted();
  await leavesNothing(connection, async () => {
    const script = 'cat value; until grep -q second value; do sleep 0.1; done; echo seen';
    const up = start(['up', 'part=one', '--mount', '--', 'sh', '-c', script], { cwd: folder });
    await up.says('first\n');
    write('value', 'second\n');
    expect(await up.ended).toMatchObject({ code: 0, stdout: 'first\nseen\n' });
  });
});

test('a Dockerfile that does not copy the source as a whole is refused; so is the source of a record', async () => {
  const { folder, write } = mounted();
  const recorded = await matrix(['shell', 'part=one', '--mount', '--run', 'any'], { cwd: folder });
  expect(recorded).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--mount is of the source as it is now, and not as the run any had it'),
  });
  write('Dockerfile', 'FROM busybox:1.36\nCOPY value /value\n');
  const refused = await matrix(['run', '--mount'], { cwd: folder });
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('its Dockerfile has no step such as COPY . .'),
  });
});
