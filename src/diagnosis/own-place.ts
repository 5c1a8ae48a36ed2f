// Which file of the project a printed place means: in a container it stands elsewhere, or is named from elsewhere.

import { findPlaces, type PrintedPlace } from './find-places.ts';

/** The project as it is in an image. */
export type Source = {
  /** Where the build context is in the container; undefined where only the base image knows. */
  readonly workdir?: string;
  /** Whether the context has this file; paths are relative to it, with `/`. */
  has(path: string): boolean;
  /** The files of this name, anywhere in the context. */
  named(name: string): readonly string[];
};

/** `file` is relative to the build context. */
export type OwnPlace = { readonly file: string; readonly line: number; readonly column?: number };

/** What is installed beside a project, or comes with its runtime. */
const installed =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|\.venv|\.yarn|vendor\/bundle)\/|(?:^|\/)vendor\/.*\.php$/;
const ofRuntime = /^(?:node:|internal\/|\/lib\d*\/|\/usr\/(?!src\/)|\/rustc\/|\/go\/pkg\/|\/root\/\.)/;

/**
 * The place in the project's own source that the lines of a failure tell of: the innermost one, which stands first, and
 * in Python last. Undefined where none of them is a file of the project.
 */
export function ownPlace(lines: readonly string[], source: Source): OwnPlace | undefined {
  const own = findPlaces(lines).flatMap((place) => {
    const file = place.line > 0 ? ownFile(place, source) : undefined;
    return file === undefined ? [] : [{ ...place, path: file }];
  });
  const innermost = own[0]?.path.endsWith('.py') ? own.at(-1) : own[0];
  if (!innermost) return undefined;
  const { path, ...where } = innermost;
  return { file: path, ...where };
}

function ownFile({ path }: PrintedPlace, source: Source): string | undefined {
  const plain = path.replace(/^file:\/\//, '').replaceAll('\\', '/');
  if (installed.test(plain)) return undefined;
  const inContext = belowWorkdir(plain, source);
  if (inContext !== undefined && source.has(inContext)) return inContext;
  if (!plain.startsWith('/') && source.has(plain)) return plain;
  if (ofRuntime.test(plain)) return undefined;
  const parts = plain.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  const ends = parts.map((_, at) => parts.slice(at).join('/'));
  // Of a file that stands elsewhere in the container the name alone says nothing.
  const isElsewhere = plain.startsWith('/') && source.workdir !== undefined && inContext === undefined;
  return ends.slice(0, isElsewhere ? -1 : undefined).find((end) => source.has(end)) ?? onlyOneThatEnds(ends, source);
}

function belowWorkdir(path: string, { workdir }: Source): string | undefined {
  if (workdir === undefined) return undefined;
  const folder = workdir.endsWith('/') ? workdir : `${workdir}/`;
  return path.startsWith(folder) ? path.slice(folder.length) : undefined;
}

/** A file named from its own folder, as Go and Java do, where no other is called so. The longest end decides. */
function onlyOneThatEnds(ends: readonly string[], source: Source): string | undefined {
  const files = source.named(ends.at(-1) ?? '');
  for (const end of ends) {
    const [file, another] = files.filter((candidate) => candidate.endsWith(`/${end}`));
    if (file !== undefined) return another === undefined ? file : undefined;
  }
  return undefined;
}
