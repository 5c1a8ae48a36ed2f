import pLimit from 'p-limit';
import type { Connection } from '../docker/connect.ts';
import { findOwned, type OwnedThing } from '../docker/leftovers.ts';
import { isOfEarlierBoot, ownerState } from './owner.ts';

/** The engine has a run to attend to as well. */
const atOnce = 2;

/**
 * Removes what is of runs of this machine whose process is gone, except cells
 * that were kept since the machine started. Returns one sentence about it, or
 * nothing where nothing was removed. What it cannot remove is for `matrix clean` to tell. Rejects with EngineFailure.
 */
export async function sweepDead(docker: Connection['docker']): Promise<string | undefined> {
  const dead = (await findOwned(docker)).filter(
    ({ owner, kept }) => ownerState(owner) === 'dead' && (!kept || isOfEarlierBoot(owner)),
  );
  const removed: OwnedThing[] = [];
  const slot = pLimit(atOnce);
  for (const kind of ['container', 'network', 'volume'] as const) {
    const things = dead.filter((thing) => thing.kind === kind);
    const removing = things.map((thing) => slot(() => thing.remove().then(() => removed.push(thing))));
    await Promise.allSettled(removing);
  }
  return removed.length === 0 ? undefined : sentenceOf(removed);
}

function sentenceOf(removed: readonly OwnedThing[]): string {
  const kinds = Map.groupBy(removed, ({ kind }) => kind);
  const counts = [...kinds].map(([kind, { length }]) => `${length} ${kind}${length === 1 ? '' : 's'}`);
  const runs = new Set(removed.map(({ owner }) => owner.run));
  const whose = runs.size === 1 ? `the run ${[...runs].join()}` : `${runs.size} runs`;
  return `Removed what ${whose} had left behind when killed: ${counts.join(', ')}`;
}
