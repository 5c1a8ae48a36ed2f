// Which image each cell needs, and which of them are the same: by a key over all that a build depends on.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Config } from '../config/schema.ts';
import type { Cell } from '../model/cell.ts';
import { nearest } from '../model/nearest.ts';
import type { BuiltImagePlan } from '../model/plan.ts';
import { generatedDockerfile, usuallyIgnored } from './generated-dockerfile.ts';
import { createIgnoreFilter, ignorePatterns, unreadablePattern } from './ignore-filter.ts';
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
  const read = memoised((path: string) => readFile(path, 'utf8').catch(() => undefined));
  const list = memoised((folder: string) => readdir(folder).catch(() => undefined));
  const digest = memoised((key: string) => {
    const { context, ignore } = JSON.parse(key) as { context: string; ignore: string[] };
    return digestContext(context, ignore);
  });

  const readIgnore = async (files: readonly string[]): Promise<readonly string[] | undefined> => {
    for (const file of files) {
      const text = await read(file);
      if (text === undefined) continue;
      const patterns = ignorePatterns(text);
      const unreadable = unreadablePattern(patterns);
      if (unreadable === undefined) return patterns;
      resolver.report(['image', 'context'], `${basename(file)} has a pattern that cannot be read: ${unreadable}`);
      return [];
    }
    return undefined;
  };

  const recipeFor = async (cell: Cell, context: string, present: readonly string[]): Promise<Recipe | undefined> => {
    if (image.kind === 'from') {
      const from = resolver.filled(image.from, ['image', 'from'], cell);
      const setup = image.setup.map((command, index) => resolver.filled(command, ['image', 'setup', index], cell));
      const ignore = (await readIgnore([join(context, '.dockerignore')])) ?? usuallyIgnored;
      const filter = createIgnoreFilter(ignore);
      const sent = new Set(present.filter((name) => !filter.ignores(name)));
      return { dockerfile: generatedDockerfile(from, setup, sent), ignore, args: {} };
    }
    const named = resolver.text(image.dockerfile, ['image', 'dockerfile'], cell);
    const path = join(context, named);
    const dockerfile = await read(path);
    if (dockerfile === undefined) {
      const near = nearest(basename(path), (await list(dirname(path))) ?? []);
      resolver.report(
        ['image', 'dockerfile'],
        `there is no ${named} in ${resolver.text(image.context, ['image', 'context'], cell)}`,
        near === undefined
          ? 'name it by "dockerfile", or use "from" and "setup" without one'
          : `did you mean "${join(dirname(named), near)}"?`,
      );
      return undefined;
    }
    // As docker build does it: an ignore file of its own before the one of the context.
    const ignore = await readIgnore([`${path}.dockerignore`, join(context, '.dockerignore')]);
    const target = image.target === undefined ? undefined : resolver.text(image.target, ['image', 'target'], cell);
    return {
      dockerfile,
      ignore: ignore ?? [],
      args: resolver.map(image.args, ['image', 'args'], cell),
      ...(target === undefined ? {} : { target }),
    };
  };

  return {
    async imageFor(cell) {
      const named = resolver.text(image.context, ['image', 'context'], cell);
      const context = resolve(baseDir, named);
      const present = await list(context);
      if (!present) {
        resolver.report(
          ['image', 'context'],
          `there is no folder ${named}`,
          'the context is relative to the matrix file',
        );
        return undefined;
      }
      const recipe = await recipeFor(cell, context, present);
      if (!recipe) return undefined;
      const files = await digest(JSON.stringify({ context, ignore: recipe.ignore })).catch((error: unknown) => {
        if (!(error instanceof Error && 'code' in error)) throw error;
        resolver.report(['image', 'context'], `the files of ${named} cannot be read: ${error.message}`);
        return undefined;
      });
      if (files === undefined) return undefined;
      return { kind: 'build', key: `${safeName(name)}:${contentKey(recipe, files)}`, context, ...recipe };
    },
  };
}

type Recipe = Pick<BuiltImagePlan, 'dockerfile' | 'ignore' | 'args' | 'target'>;

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
    .replace(/^-+|-+$/g, '');
  return safe === '' ? 'matrix' : safe.slice(0, 60);
}

function memoised<T>(work: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const promise = known.get(key) ?? work(key);
    known.set(key, promise);
    return promise;
  };
}
