import type { Connection } from '../docker/connect.ts';
import { findOwned, type OwnedThing } from '../docker/leftovers.ts';
import type { Owner } from '../run/engine.ts';
import type { Doom } from './doomed.ts';
import { ownerState } from './owner.ts';

/**
 * The containers, networks and volumes of dead runs, those that were kept on purpose too, unless somebody is in them.
 * Rejects with EngineFailure.
 */
export async function doomedThings(
  docker: Connection['docker'],
): Promise<Doom & { readonly alive: ReadonlySet<string> }> {
  const owned = (await findOwned(docker)).map((thing) => ({ ...thing, state: ownerState(thing.owner) }));
  const count = (wanted: string) => owned.filter(({ state }) => state === wanted).length;
  const dead = owned.filter(({ state }) => state === 'dead');
  const held = dead.filter(({ holders }) => holders.some((holder) => ownerState(holder) !== 'dead'));
  const holding = new Set(held.flatMap(({ holders }) => holders.map(({ run }) => run)));
  const others = owned.filter(({ state, owner }) => state === 'alive' && !holding.has(owner.run)).length;
  const doomed = dead
    .filter((thing) => !held.includes(thing))
    .map(({ kind, name, owner, kept, remove }) => ({
      what: `${kind} ${name}`,
      why: kept ? `kept by run ${runOf(owner)}` : `run ${runOf(owner)} is dead`,
      remove,
    }));
  const spared = [
    held.length > 0 ? heldCells(held) : '',
    others > 0 ? `${things(others)} of runs that are alive` : '',
    count('elsewhere') > 0 ? `${things(count('elsewhere'))} of runs on another machine` : '',
  ].filter((part) => part !== '');
  const alive = new Set(owned.filter(({ state }) => state !== 'dead').map(({ owner }) => owner.run));
  return { doomed, spared, alive };
}

function things(count: number): string {
  return count === 1 ? '1 thing' : `${count} things`;
}

/** With the folder of its project, since those of all projects go. */
function runOf({ run, project }: Owner): string {
  return project === undefined ? run : `${run} of ${project}`;
}

function heldCells(held: readonly OwnedThing[]): string {
  const cells = new Set(held.map(({ cell, owner }) => `${cell} of run ${runOf(owner)}`));
  return `${[...cells].join(' and ')}, in which a matrix shell is open`;
}
