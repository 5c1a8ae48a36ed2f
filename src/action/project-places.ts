// Where in the repository the lines of a failure point. The files are those that the image of the cell was built from.

import { posix, relative, resolve, sep } from 'node:path';
import { ownPlace, type Source } from '../diagnosis/own-place.ts';
import { workdirOf } from '../diagnosis/workdir.ts';
import type { BuiltImagePlan, CellPlan, Plan } from '../model/plan.ts';
import { walkContext } from '../plan/source-tree.ts';
import type { FilePlace } from '../report/annotations.ts';

type PlaceOf = (cell: CellPlan, lines: readonly string[]) => FilePlace | undefined;

/** Looks at the files of the images of a plan. Places outside `root` are none: nothing can be pinned to them. */
export async function projectPlaces(plan: Plan, root: string): Promise<PlaceOf> {
  const built = plan.images.filter((image): image is BuiltImagePlan => image.kind === 'build');
  const sources = new Map<string, Source>();
  const trees = new Map<string, Promise<Source>>();
  for (const image of built) {
    const key = JSON.stringify([image.context, image.ignore]);
    const tree = trees.get(key) ?? readTree(image);
    trees.set(key, tree);
    const workdir = workdirOf(image.dockerfile, image.target);
    sources.set(image.key, { ...(await tree), ...(workdir === undefined ? {} : { workdir }) });
  }
  const contexts = new Map(built.map(({ key, context }) => [key, context]));
  return ({ image }, lines) => {
    const [source, context] = [sources.get(image), contexts.get(image)];
    const place = source && ownPlace(lines, source);
    if (!place || context === undefined) return undefined;
    const file = relative(root, resolve(context, place.file)).replaceAll(sep, '/');
    return posix.isAbsolute(file) || file.startsWith('../') ? undefined : { ...place, file };
  };
}

/** A context that cannot be read has no files: its build has told what is wrong with it. */
async function readTree({ context, ignore }: BuiltImagePlan): Promise<Source> {
  const files = new Set<string>();
  try {
    for await (const { path, kind } of walkContext(context, ignore)) if (kind === 'file') files.add(path);
  } catch {
    files.clear();
  }
  const byName = Map.groupBy(files, (path) => posix.basename(path));
  return { has: (path) => files.has(path), named: (name) => byName.get(name) ?? [] };
}
