// What a .dockerignore leaves out of a build context.

import { posix } from 'node:path';
import dockerignore from '@balena/dockerignore';

export type IgnoreFilter = {
  /** Whether the path, relative to the context and with `/`, is left out. */
  ignores(path: string): boolean;
  /** Whether a folder that is left out may hold something that a later `!pattern` takes back. */
  reachesInto(folder: string): boolean;
};

/** Where runs are recorded: never part of an image, or each run would change the next one's key. */
const record = '.matrix';

/** Throws where a pattern cannot be read; see `unreadablePattern`. */
export function createIgnoreFilter(patterns: readonly string[]): IgnoreFilter {
  const filter = dockerignore.default({ ignorecase: false }).add([...patterns, `**/${record}`]);
  const exceptions = patterns
    .filter((pattern) => pattern.startsWith('!'))
    .map((pattern) => posix.join('/', pattern.slice(1).trim()).split('/').filter(Boolean));
  return {
    ignores: (path) => filter.ignores(path),
    reachesInto(folder) {
      const names = folder.split('/');
      return !names.includes(record) && exceptions.some((segments) => reaches(segments, names));
    },
  };
}

/** Whether something below the folder could match. A pattern that ends at or above the folder has had its say about it. */
function reaches(pattern: readonly string[], folder: readonly string[]): boolean {
  for (const [index, name] of folder.entries()) {
    const segment = pattern[index];
    if (segment === undefined) return false;
    if (segment.includes('**')) return true;
    if (segment !== name && !/[*?[\\]/.test(segment)) return false;
  }
  return pattern.length > folder.length;
}

/** The patterns of an ignore file, in order. */
export function ignorePatterns(ignoreFile: string): readonly string[] {
  return ignoreFile
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** The first pattern that means nothing; the builder would refuse it too. */
export function unreadablePattern(patterns: readonly string[]): string | undefined {
  return patterns.find((pattern) => {
    if (pattern === '!') return true;
    try {
      // It is compiled when it is first asked.
      dockerignore.default({ ignorecase: false }).add([pattern]).ignores('a');
      return false;
    } catch {
      return true;
    }
  });
}
