// matrix lock: which bits the names of images mean, written down.

import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import { connect } from '../docker/connect.ts';
import { registryDigest } from '../docker/registry-digest.ts';
import { MatrixError } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import { imageReferences } from '../plan/image-references.ts';
import { formatLock, type Lock, lockFileName } from '../plan/lock-file.ts';
import { writeAtomically } from '../record/write-atomically.ts';
import { EngineFailure } from '../run/engine.ts';
import { loadPlan, readLock } from './load-plan.ts';

export type LockOptions = {
  readonly file: string | undefined;
  /** Which images are asked for again; `all` of them. */
  readonly update: 'all' | readonly string[];
  /** Nothing is written: what differs is told, by the exit code too. */
  readonly check: boolean;
};

const askedAtOnce = 8;

/**
 * Writes the lock beside the matrix file, or checks it. Returns the exit code: 1 where `check` finds that it is not what
 * the registries have. Throws a MatrixError.
 */
export async function lock(options: LockOptions, write: (line: string) => void): Promise<number> {
  const { plan, file } = await loadPlan({
    file: options.file,
    only: [],
    except: [],
    extraArgs: [],
    overrides: { cover: 'all' },
    withoutLock: true,
  });
  const path = join(dirname(file.path), lockFileName);
  const wanted = imageReferences(plan);
  const before = options.update === 'all' && !options.check ? await lockOrNone(file) : await readLock(file);
  const locked = before ?? new Map<string, string>();
  const named = new Set(options.update === 'all' ? wanted : options.update);
  for (const reference of named) if (!wanted.includes(reference)) throw unknownImage(reference, wanted);
  const asked = options.check ? wanted : wanted.filter((one) => named.has(one) || !locked.has(one));
  const now = await digestsOf(asked);
  const changes = changesOf(locked, wanted, now);
  for (const change of changes) write(change);
  const shown = join(dirname(file.shown), lockFileName);
  if (options.check) {
    if (before === undefined) write(`There is no ${shown}: matrix lock makes it, of these`);
    else if (changes.length > 0)
      write(
        changes.some((change) => change.startsWith('~'))
          ? `${shown} is not what the registries have; matrix lock --update writes what they have`
          : `${shown} is not what the matrix needs; matrix lock writes that, and moves nothing`,
      );
    else write(`${shown} has ${wanted.length} images, all as the registries have them`);
    return before === undefined || changes.length > 0 ? 1 : 0;
  }
  const after = new Map(wanted.map((reference) => [reference, now.get(reference) ?? locked.get(reference) ?? '']));
  await writeAtomically(path, formatLock(after));
  write(`${shown} has ${wanted.length} images${changes.length === 0 ? ', and had them' : ''}`);
  return 0;
}

/** A lock that cannot be read is one that is written anew. */
function lockOrNone(file: Parameters<typeof readLock>[0]): Promise<Lock | undefined> {
  return readLock(file).catch(() => undefined);
}

async function digestsOf(references: readonly string[]): Promise<Lock> {
  if (references.length === 0) return new Map();
  const { docker } = await connect(process.env);
  const limit = pLimit(askedAtOnce);
  const found = await Promise.all(
    references.map((reference) =>
      limit(async () => {
        const digest = await registryDigest(docker, reference).catch((error: unknown) => {
          if (error instanceof EngineFailure) throw new MatrixError('engine', error.message, { cause: error });
          throw error;
        });
        if (digest !== undefined) return [reference, digest] as const;
        throw new MatrixError('usage', `There is no image ${reference} in its registry`, {
          hint: 'an image that is on the engine alone is built by a Dockerfile, or pushed, before it can be locked',
        });
      }),
    ),
  );
  return new Map(found);
}

/** What is different, a line each, in order of name. */
function changesOf(locked: Lock, wanted: readonly string[], now: Lock): readonly string[] {
  const all = [...new Set([...locked.keys(), ...wanted])].toSorted();
  return all.flatMap((reference) => {
    const [from, to] = [locked.get(reference), now.get(reference)];
    if (!wanted.includes(reference)) return [`- ${reference} is not needed any more`];
    if (from === undefined) return [`+ ${reference} ${to}`];
    return to === undefined || to === from ? [] : [`~ ${reference} moved from ${short(from)} to ${short(to)}`];
  });
}

function short(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 12);
}

function unknownImage(reference: string, wanted: readonly string[]): MatrixError {
  const near = nearest(reference, wanted);
  return new MatrixError('usage', `No cell of the matrix needs the image ${reference}`, {
    hint: near === undefined ? `they need ${wanted.join(', ')}` : `did you mean "${near}"?`,
  });
}
