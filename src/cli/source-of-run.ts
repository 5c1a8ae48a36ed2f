// Whether the files that a recorded image was built from are here, and what has come to them since that does not count.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { MatrixError } from '../errors.ts';
import { composeMark } from '../export/compose-file.ts';
import type { BuiltImagePlan } from '../model/plan.ts';
import type { Summary } from '../model/summary.ts';
import { isSourceOf } from '../plan/plan-images.ts';
import { walkContext } from '../plan/source-tree.ts';
import { otherFilesLine } from './other-files.ts';

/**
 * The image's recipe, by which its context has the very files that the run had: exported cells that have come since are
 * left out. Throws a MatrixError (`usage`) where it has others.
 */
export async function sourceOfRun(
  image: BuiltImagePlan,
  { run, source }: Pick<Summary, 'run' | 'source'>,
): Promise<BuiltImagePlan> {
  const { context, ignore } = image;
  if (!existsSync(context))
    throw new MatrixError(
      'usage',
      `There is no folder ${context}, of whose files the image of the run ${run} was built`,
      {
        hint: 'call it in a checkout of what the run had',
      },
    );
  if (await isSourceOf(image)) return image;
  const since = await exportsIn(context, ignore);
  const without = { ...image, ignore: [...ignore, ...since] };
  if (since.length > 0 && (await isSourceOf(without))) return without;
  const revision = source && `commit ${source.revision.slice(0, 12)}${source.isDirty ? ', with changes' : ''}`;
  const others = await otherFilesLine(without, source);
  const then = revision
    ? `the run tested ${revision}: check that out, or run the cell again and export that`
    : 'restore them as they were, or run the cell again and export that';
  throw new MatrixError(
    'usage',
    `The files of ${context} are not those of the run ${run}: another source is not exported`,
    { hint: others === undefined ? then : `${then}\n        ${others}` },
  );
}

/** Patterns of .dockerignore for the exported cells in a folder. */
async function exportsIn(folder: string, ignore: readonly string[]): Promise<readonly string[]> {
  const patterns: string[] = [];
  for await (const { path, absolute } of walkContext(folder, ignore)) {
    if (posix.basename(path) !== 'compose.yaml' || path === 'compose.yaml') continue;
    const text = await readFile(absolute, 'utf8').catch(() => '');
    if (text.startsWith(composeMark)) patterns.push(`/${posix.dirname(path).replace(/[\\*?[\]]/g, '\\$&')}`);
  }
  return patterns;
}
