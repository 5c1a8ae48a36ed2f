// Tags that move: a lock keeps the bits that were tested, and without one a failure says that they are others.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { matrix, matrixRun } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';
import { movingImages } from './moving-images.ts';
import { project } from './project.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

/** A project whose suite passes as long as its base image and its service have the first mark. */
function markedProject(name: string, reference: (name: string) => string) {
  return project({
    'matrix.yml': `name: ${name}
axes: { a: [1] }
image: { context: app }
services:
  s: { image: "${reference('service')}", command: [httpd, -f, -h, /www], ready: { tcp: 80 } }
test: { command: sh suite }
`,
    'app/Dockerfile': `FROM ${reference('base')}\nWORKDIR /app\nCOPY . .\n`,
    'app/suite': `marks="$(cat /www/mark) $(wget -qO- http://s/mark)"; echo "$marks"; test "$marks" = "one one"\n`,
  });
}

/** The marks of the base image and of the service that a run had. */
function marksIn(folder: string, run: string): string {
  return readFileSync(join(folder, '.matrix/runs', run, 'cells/00-a=1/test.log'), 'utf8').trim();
}

const short = (digest: string) => digest.slice(0, 'sha256:'.length + 12);

test('a lock keeps what was locked, and --check tells what has moved', async () => {
  await leavesNothing(connection, async () => {
    const name = `locked-${process.pid}`;
    const { reference, push } = movingImages(connection, name);
    const [base, service] = [reference('base'), reference('service')];
    const old = { base: await push('base', 'one'), service: await push('service', 'one') };
    const { folder } = markedProject(name, reference);
    const lock = (...args: readonly string[]) => matrix(['lock', ...args], { cwd: folder });
    const locked = () => JSON.parse(readFileSync(join(folder, 'matrix.lock.json'), 'utf8')) as unknown;
    const run = () => matrixRun([], { cwd: folder });

    expect(await lock()).toMatchObject({
      code: 0,
      stdout: `+ ${base} ${old.base}\n+ ${service} ${old.service}\nmatrix.lock.json has 2 images\n`,
    });
    expect(locked()).toEqual({ lockfileVersion: 1, images: { [base]: old.base, [service]: old.service } });
    expect(await lock('--check')).toMatchObject({
      code: 0,
      stdout: 'matrix.lock.json has 2 images, all as the registries have them\n',
    });

    const moved = { base: await push('base', 'two'), service: await push('service', 'two') };
    const baseMoved = `~ ${base} moved from ${short(old.base)} to ${short(moved.base)}\n`;
    const serviceMoved = `~ ${service} moved from ${short(old.service)} to ${short(moved.service)}\n`;
    const told = 'matrix.lock.json is not what the registries have; matrix lock --update writes what they have\n';
    expect(await lock('--check')).toMatchObject({ code: 1, stdout: `${baseMoved}${serviceMoved}${told}` });
    expect(locked()).toEqual({ lockfileVersion: 1, images: { [base]: old.base, [service]: old.service } });

    const kept = await run();
    expect(marksIn(folder, kept.results.run)).toBe('one one');
    expect(kept.code, kept.stdout + kept.stderr).toBe(0);

    expect(await lock('--update', service)).toMatchObject({
      code: 0,
      stdout: `${serviceMoved}matrix.lock.json has 2 images\n`,
    });
    const half = await run();
    expect(marksIn(folder, half.results.run)).toBe('one two');
    expect(half.code).toBe(1);
    const since = `since this cell's last green run (${kept.results.run})`;
    expect(half.stdout).toContain(`\n  ${service} moved ${since}, your code did not\n`);
    expect(await lock('--check')).toMatchObject({ code: 1, stdout: `${baseMoved}${told}` });

    expect(await lock('--update')).toMatchObject({ code: 0, stdout: `${baseMoved}matrix.lock.json has 2 images\n` });
    expect(locked()).toEqual({ lockfileVersion: 1, images: { [base]: moved.base, [service]: moved.service } });
  });
});

test('a red cell says whether its images moved or the code, in every report, and again from the record', async () => {
  await leavesNothing(connection, async () => {
    const name = `moved-${process.pid}`;
    const { reference, push, forget } = movingImages(connection, name);
    const [base, service] = [reference('base'), reference('service')];
    await push('base', 'one');
    const from = await push('service', 'one');
    const { folder } = markedProject(name, reference);
    const run = (...args: readonly string[]) => matrixRun(args, { cwd: folder });
    const said = (stdout: string) => /^ {2}(.*\bsince this cell's .*)$/m.exec(stdout)?.[1];

    const green = await run();
    expect(green.code, green.stdout + green.stderr).toBe(0);
    expect(green.results.compared).toBeUndefined();
    const since = `since this cell's last green run (${green.results.run})`;

    const to = await push('service', 'two');
    const first = ['--junit', 'live.xml', '--markdown', 'live.md'];
    const moved = await run(...first);
    expect(said(moved.stdout)).toBe(`${service} moved ${since}, your code did not`);
    expect(moved.results.compared).toEqual([
      {
        cells: ['a=1'],
        since: green.results.run,
        moved: [{ reference: service, from, to }],
        isKnown: true,
        isRebuilt: false,
        code: 'same',
      },
    ]);
    const again = await matrix(['report', '--junit', 'again.xml', '--markdown', 'again.md', '--json', 'again.json'], {
      cwd: folder,
    });
    expect(moved.stdout.endsWith(again.stdout), again.stdout).toBe(true);
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    expect(read('again.xml')).toBe(read('live.xml'));
    expect(read('live.xml')).toContain(`${service} moved since this cell`);
    expect(read('again.md')).toBe(read('live.md'));
    expect(read('live.md')).toContain('moved since this cell');
    expect(JSON.parse(read('again.json'))).toEqual(moved.results);

    // Built anew from what the registry has, which the builder asks itself.
    await push('base', 'two');
    await forget('base');
    const built = green.results.images.find(({ kind }) => kind === 'build')?.key;
    await connection.docker.getImage(`matrix-run/${built}`).remove({ force: true });
    expect(said((await run()).stdout)).toBe(`${base} and ${service} moved ${since}, your code did not`);
  });
});

test('an image that does not build any more since its base moved', async () => {
  await leavesNothing(connection, async () => {
    const name = `unbuilt-${process.pid}`;
    const { reference, push } = movingImages(connection, name);
    const from = await push('base', 'one');
    const { folder } = project({
      'matrix.yml': `name: ${name}\naxes: { a: [1, 2] }\nimage: { context: . }\ntest: { command: "true" }\n`,
      Dockerfile: `FROM ${reference('base')}\nRUN grep one /www/mark\n`,
    });
    const green = await matrixRun([], { cwd: folder });
    expect(green.code, green.stdout + green.stderr).toBe(0);
    await connection.docker.getImage(`matrix-run/${green.results.images[0]?.key}`).remove({ force: true });
    const to = await push('base', 'two');
    const red = await matrixRun([], { cwd: folder });
    expect(red.outcomes).toEqual({ 'a=1': 'not-built', 'a=2': 'not-built' });
    expect(red.results.compared).toMatchObject([{ moved: [{ reference: reference('base'), from, to }] }]);
    expect(red.stdout).toContain(
      `\n  ${reference('base')} moved since the last green run of these cells (${green.results.run}), your code did not\n`,
    );
  });
});
