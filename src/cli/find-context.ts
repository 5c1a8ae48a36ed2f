// Where the files are that a recorded image was built from: where they were, or in a checkout on another machine.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, posix, resolve } from 'node:path';
import { MatrixError } from '../errors.ts';
import { composeMark } from '../export/compose-file.ts';
import type { BuiltImagePlan } from '../model/plan.ts';
import { isBuiltFrom } from '../plan/plan-images.ts';
import { walkContext } from '../plan/source-tree.ts';

export type FoundContext = {
  readonly folder: string;
  /** Patterns of what is left out of it. */
  readonly ignore: readonly string[];
  /** A path of the machine of the run as one of this machine. */
  readonly here: (path: string) => string;
};

/**
 * The folder whose files have the image's content key: the recorded one, or below `roots` one that ends with the same
 * names. Exported cells in it may have come since. Throws a MatrixError (`usage`) where there is none.
 */
export async function findContext(image: BuiltImagePlan, roots: readonly string[]): Promise<FoundContext> {
  const candidates = [{ folder: image.context, above: '', root: '' }, ...movedTo(image.context, roots)];
  const there = candidates.filter(({ folder }) => existsSync(folder));
  for (const { folder, above, root } of there) {
    const except = await leftOut(image, folder);
    if (!except) continue;
    return {
      folder,
      ignore: [...image.ignore, ...except],
      here: (path) => (path === above || path.startsWith(`${above}/`) ? `${root}${path.slice(above.length)}` : path),
    };
  }
  const [changed] = there;
  throw new MatrixError(
    'usage',
    changed
      ? `The files of ${changed.folder} are not those of the run any more, and another source is not exported`
      : `There is no folder ${image.context} here, from which the image of the run was built`,
    {
      hint: changed
        ? 'check out what the run had, or run the cell again and export that'
        : 'call it in a checkout of what the run had',
    },
  );
}

/** The recorded folder below other roots, by ever fewer of its last names. */
function movedTo(context: string, roots: readonly string[]) {
  const names = context.split('/').filter((name) => name !== '');
  return [...names.keys(), names.length].flatMap((count) => {
    const last = names.slice(count);
    const above = `/${names.slice(0, count).join('/')}`.replace(/^\/$/, '');
    return roots.map((root) => ({ folder: join(root, ...last), above, root: resolve(root) }));
  });
}

/** The patterns without whose files the folder is what the image was built from; undefined where it is not at all. */
async function leftOut(image: BuiltImagePlan, folder: string): Promise<readonly string[] | undefined> {
  if (await isBuiltFrom(image, folder, [])) return [];
  const since = await exportsIn(folder, image.ignore);
  return since.length > 0 && (await isBuiltFrom(image, folder, since)) ? since : undefined;
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
