// In which run each of some cells was green last, and what that run knew of its images.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CellId } from '../model/cell.ts';
import type { BaseDigest, SourceRevision } from '../model/event.ts';
import { verdictOf } from '../model/outcome.ts';
import type { ImageKey, Plan } from '../model/plan.ts';
import type { RunId } from '../model/run-id.ts';
import { listRuns } from './list-runs.ts';
import { planFile, runFile } from './paths.ts';
import { readRunJson } from './read-run-json.ts';
import type { ImageJson, RunJson } from './run-json.ts';

export type GreenRun = {
  readonly run: RunId;
  readonly plan: Plan;
  readonly source?: SourceRevision;
  readonly images: ReadonlyMap<ImageKey, ImageJson>;
};

export type LastGreen = {
  /** Of the cells that have been green at all. */
  readonly runs: ReadonlyMap<CellId, GreenRun>;
  /** By the engine's id of an image that was built, in whichever run: later ones find it there, and are not told. */
  readonly basesOf: ReadonlyMap<string, readonly BaseDigest[]>;
};

/** Further back nobody looks for what has changed. */
const mostRuns = 50;

/**
 * Looks through the runs of the matrix of this name below `root`, from the one before `run` backwards. A record that
 * cannot be read tells nothing, and is no trouble.
 */
export async function lastGreen(
  root: string,
  { name, run, cells }: { readonly name: string; readonly run: RunId; readonly cells: ReadonlySet<CellId> },
): Promise<LastGreen> {
  const runs = new Map<CellId, GreenRun>();
  const basesOf = new Map<string, readonly BaseDigest[]>();
  const before = (await listRuns(root)).filter((other) => other.run < run).slice(0, mostRuns);
  for (const { folder } of before) {
    const past = await readRunJson(join(folder, runFile));
    if (past?.name !== name) continue;
    for (const { id, bases } of past.images) if (id !== undefined && bases) basesOf.set(id, bases);
    const found = past.cells.filter(
      ({ id, outcome }) => cells.has(id) && !runs.has(id) && outcome !== undefined && verdictOf(outcome) === 'green',
    );
    const green = found.length > 0 ? await greenRun(folder, past) : undefined;
    if (green) for (const { id } of found) runs.set(id, green);
  }
  return { runs, basesOf };
}

async function greenRun(folder: string, { run, source, images }: RunJson): Promise<GreenRun | undefined> {
  try {
    const plan = JSON.parse(await readFile(join(folder, planFile), 'utf8')) as Plan;
    return {
      run,
      plan,
      ...(source ? { source } : {}),
      images: new Map(images.map((image) => [image.key, image])),
    };
  } catch {
    return undefined;
  }
}
