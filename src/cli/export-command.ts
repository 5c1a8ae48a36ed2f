// matrix repro --export: a cell of a recorded run as a folder that reproduces it with Docker and Compose alone.

import { statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { MatrixError } from '../errors.ts';
import { imageOf } from '../export/compose-file.ts';
import { contextFolder, type ExportedRun, exportCell, serviceFilePath } from '../export/export-cell.ts';
import type { BuiltImagePlan, CellPlan } from '../model/plan.ts';
import { asShellWord } from '../model/shell-quoting.ts';
import type { Summary } from '../model/summary.ts';
import { createIgnoreFilter } from '../plan/ignore-filter.ts';
import { isSourceOf } from '../plan/plan-images.ts';
import type { RecordedPlan } from './recorded-cell.ts';
import { sourceOfRun } from './source-of-run.ts';
import { notice } from './terminal.ts';
import { type Copy, copiesForService, copiesOf, refuseToReplace, writeExport } from './write-export.ts';

/**
 * Writes the cell's folder. Throws a MatrixError (`usage`) where another folder is in its place, or where the source of
 * the run is not here.
 */
export async function exportTo(named: string, { plan, cell, summary }: RecordedPlan): Promise<void> {
  const folder = resolve(named);
  await refuseToReplace(folder);
  const image = imageOf(plan, cell.image);
  if (image.kind !== 'build') throw new Error(`the suite's image ${image.key} is not built`);
  const source = await sourceOfRun(image, summary);
  const files = await serviceFiles(cell);
  const texts = exportCell(plan, cell, aboutRun(cell, summary), (path) => statSync(path).isDirectory());
  const copies = [...(await copiesOf(source.context, source.ignore, contextFolder, false)), ...files];
  await writeExport(folder, texts, copies, (written) => refuseAnother(image, written));
  tell(named, cell, summary);
  if (files.length > 0) notice('A run keeps no digest of the files of its services: they are as they are here now.');
  tellOfContext(image, folder);
}

function aboutRun(cell: CellPlan, { run, file, source, cells }: Summary): ExportedRun {
  const outcome = cells.find((one) => one.cell.id === cell.id)?.outcome;
  return { run, ...(file && { file }), ...(source && { source }), ...(outcome && { outcome }) };
}

async function serviceFiles({ services }: CellPlan): Promise<readonly Copy[]> {
  const all = Object.entries(services).flatMap(([service, { files }]) =>
    files.map(({ from }, index) => copiesForService(from, serviceFilePath(service, index))),
  );
  return (await Promise.all(all)).flat();
}

/** Files may have changed while they were copied. */
async function refuseAnother(image: BuiltImagePlan, written: string): Promise<void> {
  if (await isSourceOf({ ...image, context: join(written, contextFolder) })) return;
  throw new MatrixError('usage', `The files of ${image.context} changed while they were copied`, {
    hint: 'try again when nothing writes there',
  });
}

function tell(named: string, cell: CellPlan, { run }: Summary): void {
  const script = asShellWord(join(named, 'run.sh'));
  process.stdout.write(
    `${cell.id} of the run ${run} is in ${named}. This runs it, with Docker and Compose:\n\n  sh ${script}\n`,
  );
}

/** What is exported into the context is part of the next image, which would be built anew for it. */
function tellOfContext({ context, ignore }: BuiltImagePlan, folder: string): void {
  const within = relative(context, folder);
  if (within.startsWith('..') || createIgnoreFilter(ignore).ignores(within)) return;
  notice(`${within} lies in what images are built from: add it to .dockerignore, or it is part of the next ones.`);
}
