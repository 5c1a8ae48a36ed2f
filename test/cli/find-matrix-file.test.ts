import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findMatrixFile } from '../../src/cli/find-matrix-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'matrix-files-')));
  for (const made of ['repo/.git', 'repo/matrices', 'repo/packages/api', 'elsewhere']) {
    await mkdir(join(folder, made), { recursive: true });
  }
  for (const file of ['repo/matrix.yml', 'repo/matrices/databases.yml', 'elsewhere/own.yaml', 'matrix.yml']) {
    await writeFile(join(folder, file), '');
  }
});

afterEach(() => rm(folder, { recursive: true }));

describe('the matrix file', () => {
  test.each([
    { argument: undefined, cwd: 'repo', path: 'repo/matrix.yml', root: 'repo', shown: 'matrix.yml' },
    { argument: undefined, cwd: 'repo/packages/api', path: 'repo/matrix.yml', root: 'repo', shown: '../../matrix.yml' },
    {
      argument: 'databases',
      cwd: 'repo',
      path: 'repo/matrices/databases.yml',
      root: 'repo',
      shown: 'matrices/databases.yml',
    },
    {
      argument: 'matrices/databases.yml',
      cwd: 'repo',
      path: 'repo/matrices/databases.yml',
      root: 'repo',
      shown: 'matrices/databases.yml',
    },
    { argument: 'own.yaml', cwd: 'elsewhere', path: 'elsewhere/own.yaml', root: 'elsewhere', shown: 'own.yaml' },
  ])('for $argument in $cwd is $path', async ({ argument, cwd, path, root, shown }) => {
    expect(await findMatrixFile(argument, join(folder, cwd))).toEqual({
      path: join(folder, path),
      projectRoot: join(folder, root),
      shown,
    });
  });

  test('is not looked for above the repository', async () => {
    await rm(join(folder, 'repo/matrix.yml'));
    await expect(findMatrixFile(undefined, join(folder, 'repo'))).rejects.toMatchObject({
      code: 'usage',
      hint: 'name a path, or one of matrices/: databases',
    });
  });

  test('that nobody has written yet is what matrix init writes', async () => {
    await rm(join(folder, 'repo/matrix.yml'));
    await expect(findMatrixFile(undefined, join(folder, 'repo/packages/api'))).rejects.toMatchObject({
      code: 'usage',
      message: `There is no matrix.yml in ${join(folder, 'repo/packages/api')} or above it`,
      hint: 'matrix init writes one for the project that is here; or name a path',
    });
  });

  test('that is not there is said with what there is', async () => {
    await expect(findMatrixFile('datbases', join(folder, 'repo'))).rejects.toMatchObject({
      code: 'usage',
      message: 'There is no matrix file "datbases"',
      hint: 'name a path, or one of matrices/: databases',
    });
  });
});
