// matrix clean: removes what was made here and nobody uses any more.

import { type Connection, connect } from '../docker/connect.ts';
import { MatrixError } from '../errors.ts';
import { EngineFailure } from '../run/engine.ts';
import type { Doom } from './doomed.ts';
import { doomedImages } from './doomed-images.ts';
import { doomedRuns } from './doomed-runs.ts';
import { doomedThings } from './doomed-things.ts';
import { recordedRoot } from './find-run.ts';
import { ledgerFolder, readUses } from './image-ledger.ts';

export type CleanOptions = {
  /** The images that were built as well. */
  readonly images: boolean;
  /** The records of this project as well, but for the newest so many. */
  readonly keepRuns: number | undefined;
  /** Only says what would be removed. */
  readonly dryRun: boolean;
};

/**
 * Removes every container, network and volume of ours whose run is dead, and what else is asked for. Returns the exit
 * code: 3 when something could not be removed.
 */
export async function clean(options: CleanOptions, write: (line: string) => void): Promise<number> {
  const [onEngine, uses] = await Promise.all([engineOf(options), readUses(ledgerFolder(process.env), Date.now())]);
  const { connection, things } = onEngine;
  const alive = new Set([...things.alive, ...uses.filter(({ isLive }) => isLive).map(({ run }) => run)]);
  const all: readonly Doom[] = [
    things,
    ...(connection && options.images ? [await doomedImages(connection, uses)] : []),
    ...(options.keepRuns === undefined ? [] : [await doomedRuns(recordedRoot(process.cwd()), options.keepRuns, alive)]),
  ];
  const doomed = all.flatMap((doom) => doom.doomed);
  let failures = 0;
  for (const { what, why, remove } of doomed) {
    try {
      if (!options.dryRun) await remove();
      write(`${options.dryRun ? 'would remove' : 'removed'} ${what} (${why})`);
    } catch (error) {
      failures++;
      write(`could not remove ${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  write(summaryOf(doomed.length - failures, all, options));
  for (const { note } of all) if (note !== undefined) write(note);
  return failures > 0 ? 3 : 0;
}

type OnEngine = {
  /** Undefined where none answers. */
  readonly connection: Connection | undefined;
  readonly things: Awaited<ReturnType<typeof doomedThings>>;
};

/** Records are files: where they are asked for, an engine that does not answer stands in nobody's way. */
async function engineOf({ images, keepRuns }: CleanOptions): Promise<OnEngine> {
  try {
    const connection = await connect(process.env);
    return { connection, things: await doomedThings(connection.docker) };
  } catch (error) {
    const isSilent = error instanceof MatrixError || error instanceof EngineFailure;
    if (!isSilent || images || keepRuns === undefined) throw error;
    const note = `What runs have left on the engine was not looked at: ${error.message}`;
    return { connection: undefined, things: { doomed: [], spared: [], alive: new Set(), note } };
  }
}

function summaryOf(count: number, all: readonly Doom[], { dryRun }: CleanOptions): string {
  const freed = count === 0 ? [] : all.flatMap((doom) => doom.freed ?? []);
  const sizes = freed.length === 0 ? '' : ` (${freed.join(', ')})`;
  const removed = count === 0 ? 'Nothing to remove' : `${dryRun ? 'Would remove' : 'Removed'} ${count}${sizes}`;
  const spared = all.flatMap((doom) => doom.spared);
  return spared.length > 0 ? `${removed}; left alone: ${spared.join(', ')}.` : `${removed}.`;
}
