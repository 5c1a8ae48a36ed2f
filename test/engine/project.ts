// A project of a test's own.

import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { digestContext } from '../../src/plan/source-tree.ts';

export type Project = {
  readonly folder: string;
  /** Writes a file, as editors do: another one takes its name, and at no moment there is none. */
  write(path: string, content: string): void;
  remove(path: string): void;
  /** Over all that is in it but the records. */
  digest(): Promise<string>;
};

/** A folder with these files, which goes with the test. */
export function project(files: Readonly<Record<string, string>>): Project {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'matrix-project-')));
  const beside = `${folder}.new`;
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    // Out of the sight of whoever watches the folder.
    writeFileSync(beside, content);
    renameSync(beside, join(folder, path));
  };
  for (const [path, content] of Object.entries(files)) write(path, content);
  return {
    folder,
    write,
    remove: (path) => rmSync(join(folder, path), { recursive: true }),
    digest: () => digestContext(folder, []),
  };
}
