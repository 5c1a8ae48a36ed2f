// What `matrix init` may look at: the files of one folder, bounded, and nothing that they run or point to.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export type ProjectFiles = {
  /** A file's text by its path in the project; undefined where there is none, or one that no hand has written. */
  read(path: string): string | undefined;
  /** The names in a folder of the project, in order; none where there is no such folder. */
  list(folder: string): readonly string[];
};

const largest = 1_000_000;

export function projectFiles(root: string): ProjectFiles {
  return {
    read(path) {
      try {
        const file = join(root, path);
        return statSync(file).size > largest ? undefined : readFileSync(file, 'utf8');
      } catch {
        return undefined;
      }
    },
    list(folder) {
      try {
        return readdirSync(join(root, folder)).toSorted();
      } catch {
        return [];
      }
    },
  };
}

/** The same project, as if the folder were empty. */
export function withoutFolder({ read, list }: ProjectFiles, folder: string): ProjectFiles {
  return { read, list: (one) => (one === folder ? [] : list(one)) };
}
