// Which tags of an image are versions to look through: `node:*-slim`, where each * is a number.

import { MatrixError } from '../errors.ts';
import { holds } from '../matrix/selector.ts';
import { compareVersions, versionOf } from '../matrix/version.ts';
import type { Condition } from '../model/selector.ts';

export type TagShape = {
  /** The image without its tag. */
  readonly image: string;
  readonly before: string;
  /** `8.*`, `*.*`. */
  readonly version: string;
  readonly after: string;
};

/** Reads `node:*-slim` or `php:8.*-cli`. Throws a MatrixError (`usage`). */
export function parseTagShape(text: string): TagShape {
  const [, image, before = '', version, after = ''] =
    /^([^\s*]+):([\w.-]*?)((?:\d+\.)*\*(?:\.(?:\*|\d+))*)([\w.-]*)$/.exec(text) ?? [];
  if (image !== undefined && version !== undefined) return { image, before, version, after };
  throw new MatrixError('usage', `--tags ${text} is no image with a * in its tag`, {
    hint: "each * is a number: 'node:*-slim', 'node:20.*.*', 'php:8.*-cli'; quote it for the shell",
  });
}

/** The versions in the tags of that shape, ascending, each once. */
export function versionsIn(tags: readonly string[], { before, version, after }: TagShape): readonly string[] {
  const numbers = version.split('.').map((part) => (part === '*' ? '\\d+' : part));
  const pattern = new RegExp(`^${escaped(before)}(${numbers.join('\\.')})${escaped(after)}$`);
  const found = tags.flatMap((tag) => pattern.exec(tag)?.[1] ?? []);
  return [...new Set(found)].toSorted((a, b) => compareVersions(versionOf(a) ?? [], versionOf(b) ?? []));
}

/** Those of the versions that are within: `>=15 <20`. Throws a MatrixError (`usage`). */
export function filtered(versions: readonly string[], bounds: string): readonly string[] {
  const condition = conditionOf(bounds);
  return versions.filter((version) => holds(condition, version));
}

function conditionOf(bounds: string): Condition {
  const parts = [...bounds.matchAll(/\s*([<>]=?|=)\s*(\d+(?:\.\d+)*)\s*/gy)];
  if (parts.length === 0 || parts.map(([all]) => all).join('') !== bounds)
    throw new MatrixError('usage', `--filter '${bounds}' is no comparison of versions`, { hint: "such as '>=15 <20'" });
  return {
    kind: 'version',
    bounds: parts.map(([, operator, version = '']) => ({
      operator: operator as '<' | '<=' | '>' | '>=' | '=',
      version,
    })),
  };
}

function escaped(text: string): string {
  return text.replace(/[.+-]/g, '\\$&');
}
