import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findContext } from '../../src/cli/find-context.ts';
import { composeMark } from '../../src/export/compose-file.ts';
import type { BuiltImagePlan } from '../../src/model/plan.ts';
import { planFile } from '../../src/plan/plan-file.ts';
import { emptyFolder } from '../record/folder.ts';

/** A project in a folder, and the image that its cell had. */
async function project(folder: string, content = 'one'): Promise<BuiltImagePlan> {
  await mkdir(join(folder, 'app'), { recursive: true });
  await writeFile(join(folder, 'app', 'file.js'), content);
  await writeFile(join(folder, 'app', '.dockerignore'), '*.log\n');
  const { plan } = await planFile({
    text: 'axes: { node: [20] }\nimage: { from: node:20, context: app }\ntest: { command: "true" }\n',
    shown: 'matrix.yml',
    baseDir: folder,
    env: {},
    only: [],
    except: [],
    extraArgs: [],
    overrides: {},
  });
  const [image] = plan.images;
  if (image?.kind !== 'build') throw new Error('no image');
  return image;
}

test('the recorded folder, where its files are the same', async () => {
  const folder = await emptyFolder();
  const image = await project(folder);
  await writeFile(join(folder, 'app', 'noise.log'), '');
  const found = await findContext(image, [folder]);
  expect(found).toMatchObject({ folder: join(folder, 'app'), ignore: ['*.log'] });
  expect(found.here('/elsewhere/x')).toBe('/elsewhere/x');
});

test('not where they have changed', async () => {
  const folder = await emptyFolder();
  const image = await project(folder);
  await writeFile(join(folder, 'app', 'file.js'), 'two');
  await expect(findContext(image, [folder])).rejects.toThrow(
    `The files of ${join(folder, 'app')} are not those of the run any more, and another source is not exported`,
  );
});

test('an export that lies in it is none of its files, unless it was there in the run', async () => {
  const folder = await emptyFolder();
  const before = await project(folder);
  const repro = join(folder, 'app', 'a[1]');
  await mkdir(repro);
  await writeFile(join(repro, 'compose.yaml'), `${composeMark}\n`);
  expect(await findContext(before, [])).toMatchObject({ ignore: ['*.log', '/a\\[1\\]'] });
  const after = await project(folder);
  expect(await findContext(after, [])).toMatchObject({ ignore: ['*.log'] });
});

test('in a checkout of another machine, by its last names and its key', async () => {
  const there = await emptyFolder();
  const here = await emptyFolder();
  const image = { ...(await project(here)), context: '/home/other/work/app' };
  await project(join(there, 'work'), 'other');
  const found = await findContext(image, [there, here]);
  expect(found.folder).toBe(join(here, 'app'));
  expect(found.here('/home/other/work/db/schema.sql')).toBe(join(here, 'db/schema.sql'));
  expect(found.here('/home/other/work2/x')).toBe('/home/other/work2/x');
});

test('and where there is none', async () => {
  const here = await emptyFolder();
  const image = { ...(await project(here)), context: '/home/other/work/app' };
  await writeFile(join(here, 'app', 'file.js'), 'two');
  await expect(findContext(image, [join(here, 'nowhere')])).rejects.toThrow(
    'There is no folder /home/other/work/app here, from which the image of the run was built',
  );
});
