// In which run each of some cells was green last, and what that run knew of its images.

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CellId } from '../model/cell.ts';
import type { BaseDigest, EngineFacts, SourceRevision } from '../model/event.ts';
import type { ImageKey, Plan } from '../model/plan.ts';
import type { RunId } from '../model/run-id.ts';
import { planFile, runFile, runFolder, runsFolder } from './paths.ts';
import { readRunJson } from './read-run-json.ts';
import type { ImageJson, RunJson } from './run-json.ts';

export type GreenRun = {
  readonly run: RunId;
  readonly plan: Plan;
  readonly source?: SourceRevision;
  readonly engine?: EngineFacts;
  readonly images: ReadonlyMap<ImageKey, ImageJson>;
};

export type LastGreen = {
  /** Of the cells that have been green at all. */
  readonly runs: ReadonlyMap<CellId, GreenRun>;
  /** By the engine's id of an image that was built, in whichever run: later ones find it there, and are not told. */
  readonly basesOf: ReadonlyMap<string, readonly BaseDigest[]>;
};

export type Wanted = {
  /** The matrix's name. */
  readonly name: string;
  /** Only those before it are looked through. */
  readonly run: RunId;
  readonly cells: ReadonlySet<CellId>;
  /** Ids of images whose bases are to be known as well. */
  readonly images: ReadonlySet<string>;
};

/** Further back nobody looks for what has changed, and nobody waits for it. */
const mostRuns = 30;
const mostBytes = 3_000_000;

/**
 * Looks through the newest runs below `root`, backwards, until all is found. A record that cannot be read tells nothing,
 * and is no trouble.
 */
export async function lastGreen(root: string, { name, run, cells, images }: Wanted): Promise<LastGreen> {
  const runs = new Map<CellId, GreenRun>();
  const basesOf = new Map<string, readonly BaseDigest[]>();
  const built = new Set(images);
  let bytes = 0;
  for (const folder of await foldersBefore(root, run)) {
    bytes += await sizeOf(join(folder, runFile));
    if (bytes > mostBytes) break;
    const past = await readRunJson(join(folder, runFile));
    if (past?.name !== name) continue;
    for (const { id, bases } of past.images) if (id !== undefined && bases && !basesOf.has(id)) basesOf.set(id, bases);
    const found = past.cells.filter(({ id, outcome }) => cells.has(id) && !runs.has(id) && isGreen(outcome));
    if (found.length > 0) bytes += await sizeOf(join(folder, planFile));
    if (bytes > mostBytes) break;
    const green = found.length > 0 ? await greenRun(folder, past) : undefined;
    if (green) {
      for (const { id } of found) runs.set(id, green);
      for (const id of builtOnOthers(green)) built.add(id);
    }
    if (runs.size === cells.size && [...built].every((id) => basesOf.has(id))) break;
  }
  return { runs, basesOf };
}

function builtOnOthers({ plan, images }: GreenRun): readonly string[] {
  return plan.images.flatMap((image) => {
    const id = image.kind === 'build' && image.bases ? images.get(image.key)?.id : undefined;
    return id === undefined ? [] : [id];
  });
}

async function foldersBefore(root: string, run: RunId): Promise<readonly string[]> {
  const names = await readdir(runsFolder(root));
  const before = names.filter((name) => name < run).toSorted((a, b) => (a < b ? 1 : -1));
  return before.slice(0, mostRuns).map((name) => runFolder(root, name));
}

/** One that passed without being run says nothing of the images. */
function isGreen(outcome: RunJson['cells'][number]['outcome']): boolean {
  return outcome === 'passed' || outcome === 'flaky';
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

async function greenRun(folder: string, { run, source, engine, images }: RunJson): Promise<GreenRun | undefined> {
  try {
    const plan = JSON.parse(await readFile(join(folder, planFile), 'utf8')) as Plan;
    return {
      run,
      plan,
      ...(source && { source }),
      ...(engine && { engine }),
      images: new Map(images.map((image) => [image.key, image])),
    };
  } catch {
    return undefined;
  }
}
