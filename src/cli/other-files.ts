// Which files of an image's context are not those of the commit that a run tested, for somebody who is to mend that.

import type { SourceRevision } from '../model/event.ts';
import { createIgnoreFilter } from '../plan/ignore-filter.ts';
import { git } from './git.ts';

/** More of them would hide what there is to do. */
const mostNamed = 5;

/**
 * `other than in commit 0123456789ab here: a.js, b.js and 3 more`; undefined where git does not know. A record has no list
 * of files: of what was not committed, or is kept by no repository, nothing is known.
 */
export async function otherFilesLine(
  { context, ignore }: { readonly context: string; readonly ignore: readonly string[] },
  source: SourceRevision | undefined,
): Promise<string | undefined> {
  if (!source) return undefined;
  const commit = `commit ${source.revision.slice(0, 12)}`;
  const files = await otherFiles(context, ignore, source.revision).catch(() => undefined);
  if (!files) return undefined;
  if (files.length === 0)
    return source.isDirty ? `here is ${commit} without changes: those that the run had are gone` : undefined;
  const more = files.length - mostNamed;
  return `other than in ${commit} here: ${files.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Relative to the context: changed, gone, or come since; without what .dockerignore or git leave out. */
async function otherFiles(context: string, ignore: readonly string[], revision: string): Promise<readonly string[]> {
  const [changed, untracked] = await Promise.all([
    git(context, 'diff', '--no-ext-diff', '--name-only', '--no-renames', '--relative', '-z', revision, '--', '.'),
    git(context, 'ls-files', '--others', '--exclude-standard', '-z'),
  ]);
  const filter = createIgnoreFilter(ignore);
  const paths = [changed, untracked].flatMap((text) => text.split('\0')).filter((path) => path !== '');
  return [...new Set(paths)].filter((path) => !filter.ignores(path)).toSorted();
}
