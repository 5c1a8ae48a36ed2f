// matrix.lock.json: which bits the names of images mean, one line an image, so that a review sees what moved.

import { isMap, isScalar, LineCounter, type Pair, parseDocument } from 'yaml';
import { type Diagnostic, MatrixError } from '../errors.ts';

/** References as matrix files and Dockerfiles write them, to digests: `postgres:15` to `sha256:…`. */
export type Lock = ReadonlyMap<string, string>;

export const lockFileName = 'matrix.lock.json';

const version = 1;
const digestPattern = /^sha256:[0-9a-f]{64}$/;

/** The text of a lock: the same lock gives the same bytes. */
export function formatLock(lock: Lock): string {
  const images = Object.fromEntries([...lock].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ lockfileVersion: version, images }, null, 2)}\n`;
}

/** Reads one. Throws a MatrixError (`usage`) with every place that is wrong; `shown` is the file's name in it. */
export function parseLock(text: string, shown: string): Lock {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: 'core' });
  const wrong: Diagnostic[] = [];
  const tell = (offset: number, message: string, hint?: string) => {
    const { line, col } = lines.linePos(offset);
    const sourceLine = text.split('\n')[line - 1];
    wrong.push({
      place: { file: shown, line, column: col },
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(sourceLine === undefined ? {} : { sourceLine }),
    });
  };
  const lock = new Map<string, string>();
  const [error] = document.errors;
  const notJsonAt = whereNotJson(text);
  const images: unknown = error ? undefined : document.get('images', true);
  if (error?.code === 'DUPLICATE_KEY') tell(error.pos[0], 'this key is here twice', again);
  else if (error) tell(error.pos[0], 'this is no JSON', again);
  else if (notJsonAt !== undefined) tell(notJsonAt, 'this is no JSON', again);
  else if (document.get('lockfileVersion') !== version)
    tell(0, `expected "lockfileVersion": ${version}`, `another version of matrix has written it; ${again}`);
  else if (!isMap(images)) tell(0, 'expected "images", a map of references to digests', again);
  else {
    for (const { key, value } of images.items as Pair[]) {
      const offset = isScalar(value) ? (value.range?.[0] ?? 0) : isScalar(key) ? (key.range?.[0] ?? 0) : 0;
      const digest = isScalar(value) ? value.value : undefined;
      if (!isScalar(key) || typeof digest !== 'string' || !digestPattern.test(digest))
        tell(offset, 'expected a digest, sha256: and 64 hexadecimal digits', again);
      else lock.set(String(key.value), digest);
    }
  }
  if (wrong.length > 0) {
    const count = wrong.length === 1 ? 'one mistake' : `${wrong.length} mistakes`;
    throw new MatrixError('usage', `${count} in ${shown}`, { diagnostics: wrong });
  }
  return lock;
}

/** Where JSON ends to be that, an offset; undefined where all of it is. YAML, which knows places, allows more. */
function whereNotJson(text: string): number | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const [, offset] = /at position (\d+)/.exec(String(error)) ?? [];
    return offset === undefined ? text.length : Number(offset);
  }
}

const again = 'matrix lock --update writes it anew';
