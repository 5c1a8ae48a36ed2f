import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copiesForService, copiesOf, refuseToReplace, writeExport } from '../../src/cli/write-export.ts';
import { composeMark } from '../../src/export/compose-file.ts';
import { emptyFolder } from '../record/folder.ts';

const compose = { path: 'compose.yaml', text: `${composeMark}\n`, executable: false };
const fine = () => Promise.resolve();

async function tree(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).toSorted();
}

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

test('texts and copies, with their modes and links', async () => {
  const folder = await emptyFolder();
  const source = join(folder, 'source');
  await mkdir(join(source, 'locked'), { recursive: true });
  await writeFile(join(source, 'locked', 'tool'), 'tool', { mode: 0o750 });
  await writeFile(join(source, 'ignored'), '');
  await symlink('locked/tool', join(source, 'link'));
  await chmod(join(source, 'locked'), 0o555);
  const secret = join(folder, 'secret');
  await writeFile(secret, 'secret', { mode: 0o600 });
  const copies = [
    ...(await copiesOf(source, ['ignored'], 'context', false)),
    ...(await copiesForService(secret, 'services/db/files/0')),
  ];
  const script = { path: 'run.sh', text: '#!/bin/sh\n', executable: true };
  const made = join(folder, 'a', 'repro');
  await writeExport(made, [compose, script], copies, fine);

  expect(await tree(made)).toEqual([
    'compose.yaml',
    'context',
    'context/link',
    'context/locked',
    'context/locked/tool',
    'run.sh',
    'services',
    'services/db',
    'services/db/files',
    'services/db/files/0',
  ]);
  expect(await readFile(join(made, 'context/link'), 'utf8')).toBe('tool');
  expect(await modeOf(join(made, 'run.sh'))).toBe('755');
  expect(await modeOf(join(made, 'context/locked'))).toBe('755');
  expect(await modeOf(join(made, 'context/locked/tool'))).toBe('750');
  expect(await modeOf(join(made, 'services/db/files/0'))).toBe('644');
  expect(await readdir(join(folder, 'a'))).toEqual(['repro']);
});

test('an earlier export is replaced whole', async () => {
  const folder = await emptyFolder();
  const made = join(folder, 'repro');
  await writeExport(made, [compose, { path: 'old', text: '', executable: false }], [], fine);
  await refuseToReplace(made);
  await writeExport(made, [compose, { path: 'new', text: '', executable: false }], [], fine);
  expect(await tree(made)).toEqual(['compose.yaml', 'new']);
  expect(await readdir(folder)).toEqual(['repro']);
});

test('what goes wrong leaves the earlier one, and nothing beside it', async () => {
  const folder = await emptyFolder();
  const made = join(folder, 'repro');
  await writeExport(made, [compose], [], fine);
  const failing = writeExport(made, [{ path: 'new', text: '', executable: false }], [], () =>
    Promise.reject(new Error('changed')),
  );
  await expect(failing).rejects.toThrow('changed');
  expect(await tree(folder)).toEqual(['repro', 'repro/compose.yaml']);
});

test('an empty folder is taken, and no other', async () => {
  const folder = await emptyFolder();
  await refuseToReplace(folder);
  await refuseToReplace(join(folder, 'not-there'));
  await writeFile(join(folder, 'compose.yaml'), 'services: {}\n');
  await expect(refuseToReplace(folder)).rejects.toThrow(
    `${folder} is not empty, and no earlier export of matrix repro`,
  );
  await expect(refuseToReplace(join(folder, 'compose.yaml'))).rejects.toThrow('compose.yaml is a file');
});
