// What of ours stands on the engine, and whose it is. Whether an owner still lives is for the caller to say.

import type Docker from 'dockerode';
import type { CellId } from '../model/cell.ts';
import type { Owner } from '../run/engine.ts';
import { removeContainer } from './container.ts';
import { cellLabel, ownerOf, type Role, roleLabel, runLabel } from './labels.ts';
import { removeNetwork } from './network.ts';
import { doing, statusOf } from './trouble.ts';

export type OwnedThing = {
  readonly kind: 'container' | 'network' | 'volume';
  readonly name: string;
  readonly cell: CellId | undefined;
  readonly owner: Owner;
  /** It is of a cell that its run left standing, for somebody to look at. */
  readonly kept: boolean;
  /** Rejects with EngineFailure; what is gone already is no trouble. */
  remove(): Promise<void>;
};

/** Everything that carries our labels, containers first, in the order in which it can be removed. */
export async function findOwned(docker: Docker): Promise<readonly OwnedThing[]> {
  const filters = { label: [runLabel] };
  const [containers, networks, { Volumes: volumes }] = await doing(
    'Cannot list what is on the engine',
    Promise.all([
      docker.listContainers({ all: true, filters }),
      docker.listNetworks({ filters }),
      docker.listVolumes({ filters }),
    ]),
  );
  const found = [
    ...containers.map(({ Id, Names, Labels }) => ({
      kind: 'container' as const,
      name: Names[0]?.slice(1) ?? Id.slice(0, 12),
      labels: Labels,
      remove: () => removeContainer(docker, Id),
    })),
    ...networks.map(({ Id, Name, Labels }) => ({
      kind: 'network' as const,
      name: Name,
      labels: Labels,
      remove: () => removeNetwork(docker, Id),
    })),
    ...(volumes ?? []).map(({ Name, Labels }) => ({
      kind: 'volume' as const,
      name: Name,
      labels: Labels,
      remove: () => unlessGone(`Cannot remove the volume ${Name}`, docker.getVolume(Name).remove({ force: true })),
    })),
  ];
  const kept = new Set(
    found.filter(({ labels }) => labels?.[roleLabel] === keptRole).map(({ labels }) => ofCell(labels)),
  );
  return found.flatMap(({ labels, ...thing }) => {
    const owner = ownerOf(labels);
    // A label of ours that tells no owner is not ours: we never write such a one.
    return owner ? [{ ...thing, owner, cell: labels?.[cellLabel], kept: kept.has(ofCell(labels)) }] : [];
  });
}

const keptRole: Role = 'kept';

function ofCell(labels: Readonly<Record<string, string>> | undefined): string {
  return JSON.stringify([labels?.[runLabel], labels?.[cellLabel]]);
}

/** A cell that was left standing by a run: its network, on which its services are. */
export type KeptCell = { readonly owner: Owner; readonly cell: CellId; readonly networkId: string };

/**
 * The networks of cells, newest run first, those of one run in the order of its cells. Whether their owners still use
 * them is for the caller to say.
 */
export async function findCellNetworks(docker: Docker): Promise<readonly KeptCell[]> {
  const filters = { label: [runLabel] };
  const networks = await doing('Cannot list the networks', docker.listNetworks({ filters }));
  // A network's name has the position of its cell.
  const inOrder = networks.toSorted((a, b) => a.Name.localeCompare(b.Name, 'en', { numeric: true }));
  const found = inOrder.flatMap(({ Id: networkId, Labels }): KeptCell[] => {
    const owner = ownerOf(Labels);
    const cell = Labels?.[cellLabel];
    return owner && cell !== undefined ? [{ owner, cell, networkId }] : [];
  });
  return found.toSorted((a, b) => Number(a.owner.run < b.owner.run) - Number(a.owner.run > b.owner.run));
}

/** Does it, unless what is to go is gone. Rejects with EngineFailure. */
export async function unlessGone(what: string, removal: Promise<unknown>): Promise<void> {
  await doing(
    what,
    removal.catch((error: unknown) => {
      if (statusOf(error) !== 404) throw error;
    }),
  );
}
