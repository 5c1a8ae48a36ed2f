// matrix repro --export: a cell of a recorded run as a folder that reproduces it with Docker and Compose alone.

import { existsSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { MatrixError } from '../errors.ts';
import { imageOf } from '../export/compose-file.ts';
import { contextFolder, exportCell, serviceFilePath } from '../export/export-cell.ts';
import { shellQuoted } from '../export/shell-quoted.ts';
import type { BuiltImagePlan, CellPlan, Plan } from '../model/plan.ts';
import type { Summary } from '../model/summary.ts';
import { createIgnoreFilter } from '../plan/ignore-filter.ts';
import { isBuiltFrom } from '../plan/plan-images.ts';
import { type FoundContext, findContext } from './find-context.ts';
import { recordedRoot } from './find-run.ts';
import { notice } from './terminal.ts';
import { type Copy, copiesForService, copiesOf, refuseToReplace, writeExport } from './write-export.ts';

/**
 * Writes the cell's folder. `plan` has this cell alone, with the images as they were. Throws a MatrixError (`usage`)
 * where the folder cannot be replaced, or where the source of the run is not here.
 */
export async function exportTo(named: string, plan: Plan, cell: CellPlan, summary: Summary): Promise<void> {
  const folder = resolve(named);
  await refuseToReplace(folder);
  const image = imageOf(plan, cell.image);
  if (image.kind !== 'build') throw new Error(`the suite's image ${image.key} is not built`);
  const cwd = process.cwd();
  const context = await findContext(image, [recordedRoot(cwd) ?? cwd, cwd]);
  const files = await serviceFiles(cell, context);
  const { run, file, source } = summary;
  const outcome = summary.cells.find(({ cell: { id } }) => id === cell.id)?.outcome;
  const about = { run, ...(file && { file }), ...(source && { source }), ...(outcome && { outcome }) };
  const texts = exportCell(plan, cell, about, (path) => statSync(context.here(path)).isDirectory());
  const copies = [...(await copiesOf(context.folder, context.ignore, contextFolder, false)), ...files];
  await writeExport(folder, texts, copies, (written) => refuseAnother(image, context, written));
  tell(named, cell, summary);
  if (files.length > 0) notice('A run keeps no digest of the files of its services: they are as they are here now.');
  tellOfContext(image, context, folder);
}

async function serviceFiles(cell: CellPlan, { here }: FoundContext): Promise<readonly Copy[]> {
  const copies: Copy[] = [];
  for (const [service, { files }] of Object.entries(cell.services)) {
    for (const [index, { from }] of files.entries()) {
      if (!existsSync(here(from)))
        throw new MatrixError('usage', `There is no ${here(from)} here, which the service ${service} had a copy of`, {
          hint: 'put it there again, as it was in the run',
        });
      copies.push(...(await copiesForService(here(from), serviceFilePath(service, index))));
    }
  }
  return copies;
}

/** Files may have changed while they were copied. */
async function refuseAnother(image: BuiltImagePlan, context: FoundContext, written: string): Promise<void> {
  if (await isBuiltFrom(image, join(written, contextFolder), [])) return;
  throw new MatrixError('usage', `The files of ${context.folder} changed while they were copied`, {
    hint: 'try again when nothing writes there',
  });
}

function tell(named: string, cell: CellPlan, { run }: Summary): void {
  const script = shellQuoted(join(named, 'run.sh'));
  process.stdout.write(
    `${cell.id} of the run ${run} is in ${named}. This runs it, with Docker and Compose:\n\n  sh ${script}\n`,
  );
}

/** What is exported into the context is part of the next image, which would be built anew for it. */
function tellOfContext(image: BuiltImagePlan, context: FoundContext, folder: string): void {
  const within = relative(context.folder, folder);
  if (within.startsWith('..') || createIgnoreFilter(image.ignore).ignores(within)) return;
  notice(`${within} lies in what images are built from: add it to .dockerignore, or it is part of the next ones.`);
}
