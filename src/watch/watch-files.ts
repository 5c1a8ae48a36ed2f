// Tells of changes of files: one watcher a folder, so that a folder that is left out costs nothing, however full it is.

import { type FSWatcher, lstatSync, readdirSync, watch } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { MatrixError } from '../errors.ts';

export type WatchedFolder = {
  /** Absolute. */
  readonly folder: string;
  /** Whether an entry is left out, or a folder with all that is in it; relative to the folder, with `/`. */
  leavesOut(path: string, kind: 'folder' | 'entry'): boolean;
};

export type WatchedFiles = {
  readonly folders: readonly WatchedFolder[];
  /** Absolute paths that count even where no folder has them. */
  readonly files: readonly string[];
  /** The same for what is the same. */
  readonly key: string;
};

type Listener = (event: string, name: string | null) => void;

/** As node's `watch` on one folder. */
export type WatchFolder = (folder: string, listener: Listener) => Pick<FSWatcher, 'close' | 'on'>;

type Ports = {
  readonly onChange: (path: string) => void;
  readonly onTrouble: (error: MatrixError) => void;
  readonly watchFolder: WatchFolder;
};

/**
 * Calls back with the path of whatever is written, made, removed or renamed, possibly more often than that happens.
 * Returns what ends it. Throws a MatrixError where the system refuses to watch so much, and calls `onTrouble` with one
 * where that turns out later.
 */
export function watchFiles(
  { folders, files }: Pick<WatchedFiles, 'folders' | 'files'>,
  onChange: (path: string) => void,
  onTrouble: (error: MatrixError) => void,
  watchFolder: WatchFolder = watch,
): () => void {
  const ports = { onChange, onTrouble, watchFolder };
  const ends: (() => void)[] = [];
  const end = () => {
    for (const one of ends) one();
  };
  try {
    for (const folder of folders) ends.push(watchTree(folder, ports));
    for (const [folder, paths] of Map.groupBy(files, (path) => dirname(path))) {
      const names = new Set(paths.map((path) => basename(path)));
      const watcher = opened(folder, ports, (_event, name) => {
        if (name === null || names.has(name)) onChange(join(folder, name ?? ''));
      });
      ends.push(() => watcher?.close());
    }
  } catch (error) {
    end();
    throw error;
  }
  return end;
}

function watchTree(root: WatchedFolder, ports: Ports): () => void {
  const watchers = new Map<string, ReturnType<WatchFolder>>();
  const within = (path: string) => relative(root.folder, path).split(sep).join('/');
  const drop = (isMeant: (folder: string) => boolean) => {
    for (const [folder, watcher] of watchers) {
      if (!isMeant(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
  };
  const enter = (folder: string) => {
    const watcher = opened(folder, ports, (event, name) => {
      if (name === null) return ports.onChange(folder);
      // What becomes of a folder itself is told under its own name once more, and by the one above it.
      if (event === 'rename' && folder !== root.folder && !isFolder(folder)) return;
      const path = join(folder, name);
      // Whether it is a folder was not told, and it may be another one under the same name.
      if (event === 'rename') again(path);
      if (!root.leavesOut(within(path), 'entry')) ports.onChange(path);
    });
    if (!watcher) return;
    watchers.set(folder, watcher);
    for (const name of subfolders(folder)) {
      if (!root.leavesOut(within(join(folder, name)), 'folder')) enter(join(folder, name));
    }
  };
  const again = (path: string) => {
    drop((folder) => folder === path || folder.startsWith(path + sep));
    try {
      if (isFolder(path) && !root.leavesOut(within(path), 'folder')) enter(path);
    } catch (error) {
      if (!(error instanceof MatrixError)) throw error;
      ports.onTrouble(error);
    }
  };
  const end = () => drop(() => true);
  try {
    if (isFolder(root.folder)) enter(root.folder);
  } catch (error) {
    end();
    throw error;
  }
  return end;
}

function opened(folder: string, { watchFolder }: Ports, listener: Listener): ReturnType<WatchFolder> | undefined {
  try {
    const watcher = watchFolder(folder, listener);
    // A folder that goes away is told by the one above it.
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // It has gone again, or is not ours to look into; then its files are not read either.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return undefined;
    if (code === 'ENOSPC' || code === 'EMFILE') throw tooMany(folder, error);
    throw error;
  }
}

function tooMany(folder: string, cause: unknown): MatrixError {
  return new MatrixError('usage', `The system lets no more folders be watched: ${folder} is one too many`, {
    hint: 'leave out in .dockerignore what the suite does not need, or raise the limit: sysctl fs.inotify.max_user_watches=524288',
    cause,
  });
}

function subfolders(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
