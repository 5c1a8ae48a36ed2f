import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { otherFilesLine } from '../../src/cli/other-files.ts';
import { project } from '../engine/project.ts';

/** A repository with a project in `app`, whose files are committed. */
function repository() {
  const { folder, write, remove } = project({ 'app/a.js': 'a', 'app/b.js': 'b', 'app/c.js': 'c', 'docs/x.md': '' });
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
  write('.gitignore', '*.tmp\n');
  git('init', '-q');
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'one');
  const revision = git('rev-parse', 'HEAD');
  const line = (isDirty = false, ignore: readonly string[] = ['*.log']) =>
    otherFilesLine({ context: `${folder}/app`, ignore }, { revision, isDirty });
  return { write, remove, line, commit: `commit ${revision.slice(0, 12)}` };
}

test('what was changed, is gone or has come since the commit, of what counts and below the context', async () => {
  const { write, remove, line, commit } = repository();
  expect(await line()).toBeUndefined();
  write('app/a.js', 'other');
  remove('app/b.js');
  for (const path of ['app/new file.js', 'app/noise.log', 'app/left.tmp', 'docs/x.md']) write(path, 'new');
  expect(await line()).toBe(`other than in ${commit} here: a.js, b.js, new file.js`);
});

test('five are named', async () => {
  const { write, line, commit } = repository();
  for (const name of ['1', '2', '3', '4', '5', '6', '7']) write(`app/${name}.js`, '');
  expect(await line()).toBe(`other than in ${commit} here: 1.js, 2.js, 3.js, 4.js, 5.js and 2 more`);
});

test('of changes that were never committed it is known that they are gone', async () => {
  const { line, commit } = repository();
  expect(await line(true)).toBe(`here is ${commit} without changes: those that the run had are gone`);
});

test('nothing is said where git does not know', async () => {
  const { folder } = project({ 'a.js': '' });
  const unknown = { revision: '0123456789abcdef0123456789abcdef01234567', isDirty: false };
  expect(await otherFilesLine({ context: folder, ignore: [] }, undefined)).toBeUndefined();
  expect(await otherFilesLine({ context: folder, ignore: [] }, unknown)).toBeUndefined();
});
