// matrix init: looks at the project and writes a matrix file for it.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MatrixError } from '../errors.ts';
import { projectFiles } from '../init/project-files.ts';
import { draftedFile } from './drafted-file.ts';
import { screenOf } from './terminal.ts';

/** Writes matrix.yml into the current folder, or prints it. Throws a MatrixError where there is one already. */
export async function init(options: { readonly print: boolean }): Promise<void> {
  const folder = process.cwd();
  const there = ['matrix.yml', 'matrix.yaml'].find((name) => existsSync(join(folder, name)));
  if (there !== undefined && !options.print)
    throw new MatrixError('usage', `${there} is here already, and is not overwritten`, {
      hint: 'matrix init --print shows what would be written',
    });
  const { text, plan, notes } = await draftedFile(projectFiles(folder), folder, process.env);
  const told = screenOf(process.stderr);
  for (const note of notes) told.write(`found: ${note}\n`);
  if (options.print) return screenOf(process.stdout).write(text);
  // Not over a file that has come since.
  writeFileSync(join(folder, 'matrix.yml'), text, { flag: 'wx' });
  const cells = plan.cells.length === 1 ? 'one cell' : `${plan.cells.length} cells`;
  told.write(`\nwrote matrix.yml: ${cells}. Next: matrix plan shows them, matrix run runs them.\n`);
}
