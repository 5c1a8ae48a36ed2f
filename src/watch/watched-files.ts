import type { Plan } from '../model/plan.ts';
import { createIgnoreFilter } from '../plan/ignore-filter.ts';
import type { WatchedFiles, WatchedFolder } from './watch-files.ts';

/** What a plan depends on: the contexts of its images without what they leave out, the files of services, and others. */
export function watchedFiles({ images, cells }: Plan, others: Iterable<string>): WatchedFiles {
  const contexts = images.flatMap((image) => (image.kind === 'build' ? [image] : []));
  const services = cells.flatMap((cell) => Object.values(cell.services).flatMap(({ files }) => files));
  const given = [...new Set(services.map(({ from }) => from))];
  const byContext = Map.groupBy(contexts, ({ context, ignore }) => JSON.stringify([context, ignore]));
  const folders = [...byContext.values()].flatMap(([one]) => (one ? [contextFolder(one.context, one.ignore)] : []));
  const files = [...new Set([...others, ...given])];
  return {
    key: JSON.stringify([[...byContext.keys()], given, files]),
    // What a service is given may be a file or a folder.
    folders: [...folders, ...given.map((folder) => ({ folder, leavesOut: () => false }))],
    files,
  };
}

/** A context without what its .dockerignore leaves out. */
export function contextFolder(folder: string, ignore: readonly string[]): WatchedFolder {
  const filter = createIgnoreFilter(ignore);
  return {
    folder,
    leavesOut: (path, kind) => filter.ignores(path) && !(kind === 'folder' && filter.reachesInto(path)),
  };
}
