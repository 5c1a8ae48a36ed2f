import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sourceOfRun } from '../../src/cli/source-of-run.ts';
import { composeMark } from '../../src/export/compose-file.ts';
import type { BuiltImagePlan } from '../../src/model/plan.ts';
import { planText } from '../plan/plan-text.ts';
import { emptyFolder } from '../record/folder.ts';

const run = { run: '20261125-182938-d478' };

/** A project in a folder, and the image that its cell had. */
async function project(folder: string): Promise<BuiltImagePlan> {
  await mkdir(join(folder, 'app'), { recursive: true });
  await writeFile(join(folder, 'app', 'file.js'), 'one');
  await writeFile(join(folder, 'app', '.dockerignore'), '*.log\n');
  const { plan } = await planText(
    'axes: { node: [20] }\nimage: { from: node:20, context: app }\ntest: { command: "true" }\n',
    folder,
  );
  const [image] = plan.images;
  if (image?.kind !== 'build') throw new Error('no image');
  return image;
}

test('the files are the same', async () => {
  const folder = await emptyFolder();
  const image = await project(folder);
  await writeFile(join(folder, 'app', 'noise.log'), '');
  expect(await sourceOfRun(image, run)).toBe(image);
});

test('they have changed', async () => {
  const folder = await emptyFolder();
  const image = await project(folder);
  await writeFile(join(folder, 'app', 'file.js'), 'two');
  const message = `The files of ${join(folder, 'app')} are not those of the run ${run.run}: another source is not exported`;
  await expect(sourceOfRun(image, run)).rejects.toMatchObject({
    message,
    hint: 'restore them as they were, or run the cell again and export that',
  });
  const source = { revision: '0123456789abcdef', isDirty: true };
  await expect(sourceOfRun(image, { ...run, source })).rejects.toMatchObject({
    message,
    hint: 'the run tested commit 0123456789ab, with changes: check that out, or run the cell again and export that',
  });
});

test('exported cells that have come since do not count, and those that the run had do', async () => {
  const folder = await emptyFolder();
  const before = await project(folder);
  for (const name of ['a[1]', 'b']) {
    await mkdir(join(folder, 'app', name));
    await writeFile(join(folder, 'app', name, 'compose.yaml'), `${composeMark}\n`);
  }
  expect(await sourceOfRun(before, run)).toMatchObject({ ignore: ['*.log', '/a\\[1\\]', '/b'] });
  const after = await project(folder);
  expect(await sourceOfRun(after, run)).toBe(after);
  await writeFile(join(folder, 'app', 'b', 'compose.yaml'), 'services: {}\n');
  await expect(sourceOfRun(before, run)).rejects.toThrow('are not those of the run');
});

test('there is no such folder', async () => {
  const image = { ...(await project(await emptyFolder())), context: '/home/other/app' };
  await expect(sourceOfRun(image, run)).rejects.toThrow(
    `There is no folder /home/other/app, of whose files the image of the run ${run.run} was built`,
  );
});
