// What the image of a cell is built from, without its files: the Dockerfile that is there, or one made for it.

import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Config } from '../config/schema.ts';
import type { Cell } from '../model/cell.ts';
import { nearest } from '../model/nearest.ts';
import type { BuiltImagePlan } from '../model/plan.ts';
import { generatedDockerfile, usuallyIgnored } from './generated-dockerfile.ts';
import { createIgnoreFilter, ignorePatterns, unreadablePattern } from './ignore-filter.ts';
import { memoised } from './memoised.ts';
import type { Resolver } from './resolver.ts';

export type Recipe = Pick<BuiltImagePlan, 'dockerfile' | 'ignore' | 'args' | 'target'>;

type DockerfileImage = Extract<Config['image'], { kind: 'dockerfile' }>;
type FromImage = Extract<Config['image'], { kind: 'from' }>;

/** Where a cell's image is built: the folder, and how the file names it. */
export type Context = { readonly folder: string; readonly named: string };

export type RecipeReader = {
  /** The files that were looked for, found or not. */
  readonly reads: ReadonlySet<string>;
  /** The names in a folder; undefined where there is none. */
  list(folder: string): Promise<readonly string[] | undefined>;
  /** The recipe for a cell; undefined where a diagnostic was reported. */
  recipeFor(image: Config['image'], cell: Cell, context: Context): Promise<Recipe | undefined>;
};

/** Reads each file once, however many cells share it. */
export function createRecipeReader(resolver: Resolver): RecipeReader {
  const reads = new Set<string>();
  const read = memoised((path: string) => {
    reads.add(path);
    return readFile(path, 'utf8').catch(() => undefined);
  });
  const list = memoised((folder: string) => readdir(folder).catch(() => undefined));

  /** The patterns of an ignore file; undefined where there is none. */
  const readIgnore = memoised(async (file: string): Promise<readonly string[] | undefined> => {
    const text = await read(file);
    if (text === undefined) return undefined;
    const patterns = ignorePatterns(text);
    const unreadable = unreadablePattern(patterns);
    if (unreadable === undefined) return patterns;
    resolver.report(['image', 'context'], `${basename(file)} has a pattern that cannot be read: ${unreadable}`);
    return [];
  });

  /** What of a context without a Dockerfile is sent. */
  const sentFrom = memoised(async (folder: string) => {
    const ignore = (await readIgnore(join(folder, '.dockerignore'))) ?? usuallyIgnored;
    const filter = createIgnoreFilter(ignore);
    return { ignore, atTop: new Set(((await list(folder)) ?? []).filter((name) => !filter.ignores(name))) };
  });

  const fromBase = async (image: FromImage, cell: Cell, { folder }: Context): Promise<Recipe> => {
    const from = resolver.image(image.from, ['image', 'from'], cell);
    const setup = image.setup.map((command, index) => resolver.filled(command, ['image', 'setup', index], cell));
    const { ignore, atTop } = await sentFrom(folder);
    return { dockerfile: generatedDockerfile(from, setup, atTop), ignore, args: {} };
  };

  const reportMissing = async (named: string, path: string, context: Context) => {
    const near = nearest(basename(path), (await list(dirname(path))) ?? []);
    const hint =
      near === undefined
        ? 'name it by "dockerfile", or use "from" and "setup" without one'
        : `did you mean "${join(dirname(named), near)}"?`;
    resolver.report(['image', 'dockerfile'], `there is no ${named} in ${context.named}`, hint);
  };

  const fromDockerfile = async (image: DockerfileImage, cell: Cell, context: Context): Promise<Recipe | undefined> => {
    const named = resolver.text(image.dockerfile, ['image', 'dockerfile'], cell);
    const path = join(context.folder, named);
    const dockerfile = await read(path);
    if (dockerfile === undefined) {
      await reportMissing(named, path, context);
      return undefined;
    }
    // As docker build does it: an ignore file of its own before the one of the context.
    const ignore =
      (await readIgnore(`${path}.dockerignore`)) ?? (await readIgnore(join(context.folder, '.dockerignore')));
    const target = image.target === undefined ? undefined : resolver.text(image.target, ['image', 'target'], cell);
    return {
      dockerfile,
      ignore: ignore ?? [],
      args: resolver.map(image.args, ['image', 'args'], cell),
      ...(target === undefined ? {} : { target }),
    };
  };

  return {
    reads,
    list,
    async recipeFor(image, cell, context) {
      return image.kind === 'from' ? fromBase(image, cell, context) : fromDockerfile(image, cell, context);
    },
  };
}
