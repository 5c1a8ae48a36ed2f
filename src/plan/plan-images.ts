// Which image each cell needs, and which of them are the same: by a key over all that a build depends on.

import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Config } from '../config/schema.ts';
import type { Cell } from '../model/cell.ts';
import type { BuiltImagePlan } from '../model/plan.ts';
import { type Context, createRecipeReader, type Recipe } from './image-recipe.ts';
import { memoised } from './memoised.ts';
import { oncePerValues } from './once-per-values.ts';
import type { Resolver } from './resolver.ts';
import { digestContext } from './source-tree.ts';

export type ImagePlanner = {
  /** The cell's image; undefined where a diagnostic was reported. */
  imageFor(cell: Cell): Promise<BuiltImagePlan | undefined>;
};

/** Plans images for one file. Files and contexts are read once, however many cells share them. */
export function createImagePlanner(
  image: Config['image'],
  name: string,
  baseDir: string,
  resolver: Resolver,
): ImagePlanner {
  const { list, recipeFor } = createRecipeReader(resolver);
  const digest = memoised((key: string) => {
    const { folder, ignore } = JSON.parse(key) as { folder: string; ignore: string[] };
    return digestContext(folder, ignore);
  });

  const filesOf = async ({ folder, named }: Context, ignore: readonly string[]): Promise<string | undefined> => {
    try {
      return await digest(JSON.stringify({ folder, ignore }));
    } catch (error) {
      // What the file system says has a code; anything else is a surprise.
      if (!(error instanceof Error && 'code' in error)) throw error;
      resolver.report(['image', 'context'], `the files of ${named} cannot be read: ${error.message}`);
      return undefined;
    }
  };

  return {
    imageFor: oncePerValues(image, [], async (cell): Promise<BuiltImagePlan | undefined> => {
      const named = resolver.text(image.context, ['image', 'context'], cell);
      const context = { named, folder: resolve(baseDir, named) };
      if (!(await list(context.folder))) {
        resolver.report(
          ['image', 'context'],
          `there is no folder ${named}`,
          'the context is relative to the matrix file',
        );
        return undefined;
      }
      const recipe = await recipeFor(image, cell, context);
      const files = recipe && (await filesOf(context, recipe.ignore));
      if (files === undefined || !recipe) return undefined;
      const key = `${safeName(name)}:${contentKey(recipe, files)}`;
      return { kind: 'build', key, context: context.folder, ...recipe };
    }),
  };
}

/** Whether the files that an image is built of are those of its key. Rejects as the file system does. */
export async function isSourceOf({ key, context, ...recipe }: BuiltImagePlan): Promise<boolean> {
  return key.endsWith(`:${contentKey(recipe, await digestContext(context, recipe.ignore))}`);
}

/** The first 16 hexadecimal digits of SHA-256 over the Dockerfile, target, arguments in order of name, and the files. */
function contentKey({ dockerfile, target, args }: Recipe, files: string): string {
  const ordered = Object.entries(args).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const inputs = JSON.stringify([dockerfile, target ?? null, ordered, files]);
  return createHash('sha256').update(inputs).digest('hex').slice(0, 16);
}

/** As an image may be called: small letters, digits and single separators. */
function safeName(name: string): string {
  const safe = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  return safe === '' ? 'matrix' : safe;
}
