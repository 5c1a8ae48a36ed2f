// Real files, and what a system tells of them.

import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { MatrixError } from '../../src/errors.ts';
import { type WatchFolder, watchFiles } from '../../src/watch/watch-files.ts';
import { contextFolder } from '../../src/watch/watched-files.ts';

function project(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'matrix-watch-')));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'src/deep'), { recursive: true });
  mkdirSync(join(folder, 'node_modules/a'), { recursive: true });
  writeFileSync(join(folder, 'src/deep/a.js'), 'one');
  writeFileSync(join(folder, 'notes.log'), '');
  return folder;
}

/** Watches; `hears` waits until a path has been told since it was last asked. */
function watching(folder: string, ignore: readonly string[], files: readonly string[] = []) {
  let heard: string[] = [];
  let wake = () => {};
  const fail = (error: MatrixError) => {
    throw error;
  };
  const end = watchFiles(
    { folders: [contextFolder(folder, ignore)], files },
    (path) => {
      heard.push(path);
      wake();
    },
    fail,
  );
  onTestFinished(end);
  return {
    async hears(path: string): Promise<readonly string[]> {
      while (!heard.includes(join(folder, path))) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
      }
      const all = heard;
      heard = [];
      return all.map((one) => one.slice(folder.length + 1));
    },
  };
}

test('a file that is written, made, renamed over another and removed', async () => {
  const folder = project();
  const { hears } = watching(folder, ['node_modules']);
  writeFileSync(join(folder, 'src/deep/a.js'), 'two');
  await hears('src/deep/a.js');
  writeFileSync(join(folder, 'src/b.js'), 'new');
  await hears('src/b.js');
  // As editors save: another file takes its name, and its place is watched all the same.
  writeFileSync(join(folder, 'src/deep/.a.js.swp'), 'three');
  renameSync(join(folder, 'src/deep/.a.js.swp'), join(folder, 'src/deep/a.js'));
  await hears('src/deep/a.js');
  writeFileSync(join(folder, 'src/deep/a.js'), 'four');
  await hears('src/deep/a.js');
  rmSync(join(folder, 'src/deep/a.js'));
  await hears('src/deep/a.js');
});

test('a folder that is made, filled, replaced and removed', async () => {
  const folder = project();
  const { hears } = watching(folder, ['node_modules']);
  mkdirSync(join(folder, 'lib/sub'), { recursive: true });
  await hears('lib');
  writeFileSync(join(folder, 'lib/sub/a.js'), '');
  await hears('lib/sub/a.js');
  mkdirSync(join(folder, 'other/sub'), { recursive: true });
  await hears('other');
  renameSync(join(folder, 'other'), join(folder, 'third'));
  await hears('third');
  writeFileSync(join(folder, 'third/sub/b.js'), '');
  await hears('third/sub/b.js');
  rmSync(join(folder, 'lib'), { recursive: true });
  expect(await hears('lib')).not.toContain('lib/lib');
});

test('what is left out is not told of, a pattern that takes some of it back is heard, and so is a file by its name', async () => {
  const folder = project();
  mkdirSync(join(folder, 'build/keep'), { recursive: true });
  const { hears } = watching(
    folder,
    ['node_modules', '*.log', 'build', '!build/keep', 'Dockerfile'],
    [join(folder, 'Dockerfile')],
  );
  writeFileSync(join(folder, 'node_modules/a/index.js'), '');
  writeFileSync(join(folder, 'notes.log'), 'more');
  writeFileSync(join(folder, 'build/left-out'), '');
  writeFileSync(join(folder, 'build/keep/a'), '');
  const heard = await hears('build/keep/a');
  expect(new Set(heard)).toEqual(new Set(['build/keep/a']));
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch');
  expect(new Set(await hears('Dockerfile'))).toEqual(new Set(['Dockerfile']));
});

/** Watches nothing, and notes which folders it was to watch. */
function refusing(code: string | undefined, after: number) {
  const asked: string[] = [];
  let open = 0;
  const watchFolder: WatchFolder = (folder) => {
    if (code !== undefined && open === after) throw Object.assign(new Error(code), { code });
    asked.push(folder);
    open++;
    const watcher = {
      on: () => watcher,
      close: () => {
        open--;
      },
    };
    return watcher as unknown as ReturnType<WatchFolder>;
  };
  return { asked, watchFolder, open: () => open };
}

const ignored = () => {};

test('a folder that is left out costs no watcher, whatever is in it', () => {
  const folder = project();
  for (let i = 0; i < 200; i++) mkdirSync(join(folder, `node_modules/package-${i}/lib`), { recursive: true });
  const { asked, watchFolder, open } = refusing(undefined, 0);
  const end = watchFiles(
    { folders: [contextFolder(folder, ['node_modules'])], files: [] },
    ignored,
    ignored,
    watchFolder,
  );
  expect(asked).toEqual([folder, join(folder, 'src'), join(folder, 'src/deep')]);
  end();
  expect(open()).toBe(0);
});

test.each(['ENOSPC', 'EMFILE'])(
  'a system that refuses (%s) is told in a sentence, and nothing is left open',
  (code) => {
    const folder = project();
    const { watchFolder, open } = refusing(code, 2);
    const begin = () =>
      watchFiles({ folders: [contextFolder(folder, ['node_modules'])], files: [] }, ignored, ignored, watchFolder);
    expect(begin).toThrow(MatrixError);
    expect(begin).toThrow(`The system lets no more folders be watched: ${folder}/src/deep is one too many`);
    expect(open()).toBe(0);
  },
);

test('a folder that went away meanwhile is passed over', () => {
  const folder = project();
  const { asked, watchFolder } = refusing('ENOENT', 1);
  watchFiles({ folders: [contextFolder(folder, ['node_modules'])], files: [] }, ignored, ignored, watchFolder)();
  expect(asked).toEqual([folder]);
});
