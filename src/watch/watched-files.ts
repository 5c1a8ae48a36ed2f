import type { Plan } from '../model/plan.ts';
import { createIgnoreFilter } from '../plan/ignore-filter.ts';
import type { Reads } from '../plan/plan-images.ts';
import type { WatchedFiles, WatchedFolder } from './watch-files.ts';

/** What a plan depends on: the contexts of its images without what they leave out, the files of services, and others. */
export function watchedFiles({ cells }: Plan, { files: read, contexts }: Reads): WatchedFiles {
  const services = cells.flatMap((cell) => Object.values(cell.services).flatMap(({ files }) => files));
  const given = [...new Set(services.map(({ from }) => from))];
  const files = [...new Set([...read, ...given])];
  return {
    key: JSON.stringify([[...contexts.keys()], given, files]),
    // What a service is given may be a file or a folder.
    folders: [
      ...[...contexts.values()].map(({ folder, ignore }) => contextFolder(folder, ignore)),
      ...given.map((folder) => ({ folder, leavesOut: () => false })),
    ],
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
