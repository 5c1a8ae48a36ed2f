// matrix clean: removes what dead runs left on the engine.

import { connect } from '../docker/connect.ts';
import { findBuiltImages, findOwned } from '../docker/leftovers.ts';
import { formatBytes } from '../report/bytes.ts';
import { ownerState } from './owner.ts';

export type CleanOptions = { readonly images?: boolean; readonly dryRun?: boolean };

/**
 * Removes every container, network and volume of ours whose run is dead, and with `images` the images that we built.
 * Returns the exit code: 3 when something could not be removed.
 */
export async function clean(options: CleanOptions, write: (line: string) => void): Promise<number> {
  const { docker } = await connect(process.env);
  const owned = (await findOwned(docker)).map((thing) => ({ ...thing, state: ownerState(thing.owner) }));
  const images = options.images ? await findBuiltImages(docker) : [];
  const dead = owned.filter(({ state }) => state === 'dead');
  const doomed = [
    ...dead.map(({ kind, name, owner, remove }) => ({
      what: `${kind} ${name}`,
      why: `run ${owner.run} is dead`,
      remove,
    })),
    ...images.map(({ name, bytes: size, remove }) => ({ what: `image ${name}`, why: formatBytes(size), remove })),
  ];
  let failures = 0;
  for (const { what, why, remove } of doomed) {
    if (options.dryRun) {
      write(`would remove ${what} (${why})`);
      continue;
    }
    try {
      await remove();
      write(`removed ${what} (${why})`);
    } catch (error) {
      failures++;
      write(`could not remove ${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  write(
    summaryOf(
      doomed.length - failures,
      owned.filter(({ state }) => state !== 'dead'),
      options,
    ),
  );
  return failures > 0 ? 3 : 0;
}

function summaryOf(count: number, kept: readonly { readonly state: string }[], options: CleanOptions): string {
  const removed = count === 0 ? 'Nothing to remove' : `${options.dryRun ? 'Would remove' : 'Removed'} ${count}`;
  const alive = kept.filter(({ state }) => state === 'alive').length;
  const elsewhere = kept.length - alive;
  const left = [
    alive > 0 ? `${alive} of runs that are alive` : '',
    elsewhere > 0 ? `${elsewhere} of runs on another machine` : '',
  ].filter((part) => part !== '');
  return left.length > 0 ? `${removed}; left alone: ${left.join(', ')}.` : `${removed}.`;
}
