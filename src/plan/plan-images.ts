// Which image each cell needs, and which of them are the same: by a key over all that a build depends on.

import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Config } from '../config/schema.ts';
import type { Cell } from '../model/cell.ts';
import type { BuiltImagePlan, MountedSource } from '../model/plan.ts';
import { pinBases, planBases } from './base-images.ts';
import { type Context, createRecipeReader, type Recipe } from './image-recipe.ts';
import type { Lock } from './lock-file.ts';
import { memoised } from './memoised.ts';
import { isInputOf, mountableSource, type SourceCopy } from './mountable-source.ts';
import { oncePerValues } from './once-per-values.ts';
import type { Resolver } from './resolver.ts';
import { digestContext, digestParts } from './source-tree.ts';

export type ImagePlanner = {
  readonly reads: Reads;
  /** The cell's image; undefined where a diagnostic was reported. */
  imageFor(cell: Cell): Promise<PlannedImage | undefined>;
};

/** What images depend on: the files that say how they are made, looked for or found, and their contexts, each once. */
export type Reads = {
  readonly files: ReadonlySet<string>;
  readonly contexts: ReadonlyMap<string, { readonly folder: string; readonly ignore: readonly string[] }>;
};

/** `source` is there where the image is to get it only in its containers. */
export type PlannedImage = { readonly image: BuiltImagePlan; readonly source?: MountedSource };

export type ImagePlanning = {
  /** The matrix file's. */
  readonly name: string;
  readonly baseDir: string;
  /** The matrix file's own, relative to `baseDir`; undefined where it is in no file. */
  readonly file: string | undefined;
  readonly lock: Lock;
  readonly mount: boolean;
};

/**
 * Plans images for one file. Files and contexts are read once, however many cells share them. With `mount`, an image
 * that was built of other contents of the same files will do.
 */
export function createImagePlanner(
  image: Config['image'],
  { name, baseDir, file, lock, mount }: ImagePlanning,
  resolver: Resolver,
): ImagePlanner {
  const { reads: files, list, recipeFor } = createRecipeReader(resolver);
  const contexts = new Map<string, { readonly folder: string; readonly ignore: readonly string[] }>();
  const digest = memoised((key: string) => {
    const { folder, ignore, copy } = JSON.parse(key) as { folder: string; ignore: string[]; copy?: SourceCopy };
    const isCode = (path: string) => file === undefined || resolve(folder, path) !== resolve(baseDir, file);
    return digestParts(folder, ignore, { files: () => true, shape: copy ? isInputOf(copy) : () => true, code: isCode });
  });

  const filesOf = async ({ folder, named }: Context, ignore: readonly string[], copy?: SourceCopy) => {
    try {
      return await digest(JSON.stringify({ folder, ignore, copy }));
    } catch (error) {
      // What the file system says has a code; anything else is a surprise.
      if (!(error instanceof Error && 'code' in error)) throw error;
      resolver.report(['image', 'context'], `the files of ${named} cannot be read: ${error.message}`);
      return undefined;
    }
  };

  return {
    reads: { files, contexts },
    imageFor: oncePerValues(image, [], async (cell): Promise<PlannedImage | undefined> => {
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
      const written = await recipeFor(image, cell, context);
      if (!written) return undefined;
      const { dockerfile, args } = written;
      const bases = planBases(dockerfile, args, lock);
      const recipe = {
        ...written,
        dockerfile: pinBases(dockerfile, args, lock),
        ...(bases.length > 0 ? { bases } : {}),
      };
      const { ignore } = recipe;
      contexts.set(JSON.stringify([context.folder, ignore]), { folder: context.folder, ignore });
      const copy = mount ? mountable(recipe, resolver) : undefined;
      if (mount && !copy) return undefined;
      const digests = await filesOf(context, recipe.ignore, copy);
      if (!digests) return undefined;
      const { folder } = context;
      const planned = (tag: string): BuiltImagePlan => ({
        kind: 'build',
        key: `${safeName(name)}:${tag}`,
        context: folder,
        ...recipe,
        ...(digests.code === digests.files ? {} : { code: digests.code }),
      });
      if (!copy) return { image: planned(contentKey(recipe, digests.files)) };
      const { inputs: _, ...where } = copy;
      const source = { context: folder, ignore, digest: digests.files, ...where };
      return { image: planned(`${mountedTag}${contentKey(recipe, digests.shape)}`), source };
    }),
  };
}

function mountable({ dockerfile, target }: Recipe, resolver: Resolver): SourceCopy | undefined {
  const copy = mountableSource(dockerfile, target);
  if (copy) return copy;
  resolver.report(
    ['image'],
    '--mount cannot tell where the source is in the image: its Dockerfile has no step such as COPY . .',
    'run it without --mount',
  );
  return undefined;
}

/** Whether the files that an image is built of are those of its key. Rejects as the file system does. */
export async function isSourceOf({ key, context, ...recipe }: BuiltImagePlan): Promise<boolean> {
  return key.endsWith(`:${contentKey(recipe, await digestContext(context, recipe.ignore))}`);
}

/** Whether that digest over its files is the one of an image's key. A mounted source may be any. */
export function isBuiltOf({ key, context: _, ...recipe }: BuiltImagePlan, files: string | undefined): boolean {
  return key.includes(`:${mountedTag}`) || (files !== undefined && key.endsWith(`:${contentKey(recipe, files)}`));
}

/** What is the same of images that differ in nothing but their files: all of the key but those, as a name. */
export function variantOf({ key, context: _, ...recipe }: BuiltImagePlan): string {
  const [name = '', tag = ''] = key.split(':');
  return `${name}:${tag.startsWith(mountedTag) ? mountedTag : ''}${contentKey(recipe, '')}`;
}

const mountedTag = 'mounted-';

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
