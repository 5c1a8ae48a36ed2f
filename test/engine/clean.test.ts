// What runs build and keep, what they collect of it, and matrix clean.

import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { collectImages } from '../../src/cli/collect-images.ts';
import { noteUse, readUses } from '../../src/cli/image-ledger.ts';
import { currentOwner } from '../../src/cli/owner.ts';
import { findBuiltImages } from '../../src/docker/built-images.ts';
import type { Connection } from '../../src/docker/connect.ts';
import { usualBounds } from '../../src/upkeep/images-to-remove.ts';
import { matrix, matrixRun } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';
import { project } from './project.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

/** What was built a moment ago may go as well. */
const bounds = { ...usualBounds, youngMs: 0 };

const matrixFile = (name: string) =>
  `name: ${name}\naxes: { n: [1] }\nimage: { from: "busybox:1.36", setup: ["true"] }\ntest: { command: "cat source.txt" }\n`;

test('of four generations two stay, but what a container stands on or a live run wants goes only after that', async () => {
  const name = `generations-${process.pid}`;
  const { folder, write } = project({ 'matrix.yml': matrixFile(name), '.dockerignore': 'cache\n' });
  const cache = join(folder, 'cache');
  const ledger = join(cache, 'matrix-run/image-uses');
  const own = async () => (await findBuiltImages(connection.docker)).filter(({ key }) => key.startsWith(`${name}:`));
  onTestFinished(async () => {
    for (const image of await own()) await image.remove();
  });
  const keys: string[] = [];
  for (const content of ['a', 'b', 'c', 'd']) {
    write('source.txt', content);
    const { results, stdout } = await matrixRun([], { cwd: folder, env: { XDG_CACHE_HOME: cache } });
    expect(
      results.cells.map(({ outcome }) => outcome),
      stdout,
    ).toEqual(['passed']);
    const [image] = (await own()).filter(({ key }) => !keys.includes(key));
    keys.push(image?.key ?? '');
  }
  const [first = '', second = '', third = '', fourth = ''] = keys;
  expect((await readUses(ledger, Date.now())).map(({ images, isLive }) => [images, isLive])).toEqual(
    [first, second, third, fourth].map((key) => [[key], false]),
  );
  const collect = () => collectImages(connection, ledger, bounds, new AbortController().signal);

  const container = await connection.docker.createContainer({ Image: `matrix-run/${first}` });
  onTestFinished(() => container.remove().catch(() => undefined));
  const [use] = (await readUses(ledger, Date.now())).filter(({ images }) => images.includes(second));
  if (!use) throw new Error('the second run was not noted');
  await noteUse(ledger, { ...use, owner: currentOwner(use.run) });
  expect(await collect()).toEqual([]);

  await noteUse(ledger, use);
  expect(await collect()).toEqual([second]);
  await container.remove();
  expect(await collect()).toEqual([first]);
  expect(await collect()).toEqual([]);
  expect((await own()).map(({ key }) => key).toSorted()).toEqual([third, fourth].toSorted());
  expect((await readUses(ledger, Date.now())).length).toBe(2);
});

test('what was kept on purpose is told as that, and the records go but for the newest', async () => {
  const { folder } = project({ 'matrix.yml': matrixFile('kept') });
  await leavesNothing(connection, async () => {
    await matrixRun([], { cwd: folder });
    const { results } = await matrixRun(['--keep', 'always'], { cwd: folder });
    const wouldGo = await matrix(['clean', '--dry-run', '--runs', '1', '--images'], { cwd: folder });
    expect(wouldGo.code).toBe(0);
    expect(wouldGo.stdout).toMatch(
      new RegExp(`would remove network \\S+ \\(kept by run ${results.run} of ${folder}\\)`),
    );
    expect(wouldGo.stdout).toMatch(/would remove image matrix-run\/kept:\S+ \([\d.]+ MiB\)/);
    expect(wouldGo.stdout).toMatch(/would remove record \S+ \([\d.]+ KiB\)/);
    expect(wouldGo.stdout).toMatch(
      /Would remove \d+ \([\d.]+ [KMG]iB of images at most, [\d.]+ KiB of records\); left alone: (?:.*, )?the newest record\./,
    );
    const gone = await matrix(['clean', '--runs', '1'], { cwd: folder });
    expect(gone.stdout).toMatch(/removed record \S+ \([\d.]+ KiB\)/);
    expect(gone.stdout).not.toContain(`removed record ${results.run}`);
    expect(gone.code).toBe(0);
  });
});
