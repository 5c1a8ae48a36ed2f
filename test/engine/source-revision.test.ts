import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sourceRevision } from '../../src/cli/source-revision.ts';

test('the commit, and whether there is more than it; nothing where there is no repository', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'matrix-source-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
  await expect(sourceRevision(folder)).resolves.toBeUndefined();
  git('init', '-q');
  await expect(sourceRevision(folder)).resolves.toBeUndefined();
  await writeFile(join(folder, 'a'), 'one');
  git('add', 'a');
  git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'one');
  const revision = git('rev-parse', 'HEAD');
  await expect(sourceRevision(folder)).resolves.toEqual({ revision, isDirty: false });
  await writeFile(join(folder, 'a'), 'two');
  await expect(sourceRevision(folder)).resolves.toEqual({ revision, isDirty: true });
});
