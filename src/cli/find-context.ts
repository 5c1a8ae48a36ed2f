// Where the files are that a recorded image was built from: where they were, or in a checkout on another machine.

import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { MatrixError } from '../errors.ts';
import type { BuiltImagePlan } from '../model/plan.ts';
import { isBuiltFrom } from '../plan/plan-images.ts';

export type FoundContext = {
  readonly folder: string;
  /** Patterns of what is left out of it. */
  readonly ignore: readonly string[];
  /** A path of the machine of the run as one of this machine. */
  readonly here: (path: string) => string;
};

/**
 * The folder whose files have the image's content key: the recorded one, or below `roots` one that ends with the same
 * names. `except` may have been there or not. Throws a MatrixError (`usage`) where there is none.
 */
export async function findContext(
  image: BuiltImagePlan,
  roots: readonly string[],
  except: string,
): Promise<FoundContext> {
  const candidates = [{ folder: image.context, above: '', root: '' }, ...movedTo(image.context, roots)];
  const there = candidates.filter(({ folder }) => existsSync(folder));
  const tries = there.flatMap((one) => [[], ...patternsOf(one.folder, except)].map((without) => ({ ...one, without })));
  for (const { folder, above, root, without } of tries) {
    if (!(await isBuiltFrom(image, folder, without))) continue;
    return {
      folder,
      ignore: [...image.ignore, ...without],
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

/** The patterns of .dockerignore that leave the path out, where it lies in the folder. */
function patternsOf(folder: string, path: string): readonly (readonly string[])[] {
  const within = relative(folder, path);
  if (within === '' || within.startsWith('..') || isAbsolute(within)) return [];
  return [[`/${within.replace(/[\\*?[\]]/g, '\\$&')}`]];
}
