// What of ours stands on the engine, and whose it is. Whether an owner still lives is for the caller to say.

import type Docker from 'dockerode';
import type { CellId } from '../model/cell.ts';
import type { ServiceName } from '../model/plan.ts';
import type { Owner } from '../run/engine.ts';
import { removeContainer } from './container.ts';
import { cellLabel, holdsLabel, ownerOf, type Role, roleLabel, runLabel } from './labels.ts';
import { removeNetwork } from './network.ts';
import { doing, statusOf } from './trouble.ts';

export type OwnedThing = {
  readonly kind: 'container' | 'network' | 'volume';
  readonly name: string;
  readonly cell: CellId | undefined;
  readonly owner: Owner;
  /** It is of a cell that its run left standing, for somebody to look at. */
  readonly kept: boolean;
  /** Who is in that cell, such as somebody at a `matrix shell`; nobody where it is empty. */
  readonly holders: readonly Owner[];
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
      remove: () => removeVolume(docker, Name),
    })),
  ];
  const kept = new Set(
    found.filter(({ labels }) => labels?.[roleLabel] === keptRole).map(({ labels }) => ofCell(labels)),
  );
  const holders = Map.groupBy(
    found.filter(({ labels }) => labels?.[roleLabel] === heldRole),
    ({ labels }) => ofCell({ [runLabel]: labels?.[holdsLabel] ?? '', [cellLabel]: labels?.[cellLabel] ?? '' }),
  );
  return found.flatMap(({ labels, ...thing }) => {
    const owner = ownerOf(labels);
    // A label of ours that tells no owner is not ours: we never write such a one.
    if (!owner) return [];
    const held = (holders.get(ofCell(labels)) ?? []).flatMap((mark) => ownerOf(mark.labels) ?? []);
    return [{ ...thing, owner, cell: labels?.[cellLabel], kept: kept.has(ofCell(labels)), holders: held }];
  });
}

const keptRole: Role = 'kept';
const heldRole: Role = 'held';

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

/** The services of a cell whose containers are there and run. Rejects with EngineFailure. */
export async function runningServices(
  docker: Docker,
  { owner, cell }: Pick<KeptCell, 'owner' | 'cell'>,
): Promise<ReadonlySet<ServiceName>> {
  const filters = { label: [`${runLabel}=${owner.run}`, `${cellLabel}=${cell}`] };
  const running = await doing('Cannot list the containers of the cell', docker.listContainers({ filters }));
  return new Set(running.flatMap(({ Labels }) => serviceOf(Labels[roleLabel]) ?? []));
}

function serviceOf(role: string | undefined): ServiceName | undefined {
  return role?.startsWith('service/') ? role.slice('service/'.length) : undefined;
}

/** Rejects with EngineFailure; one that is gone already is no trouble. */
export function removeVolume(docker: Docker, name: string): Promise<void> {
  return unlessGone(`Cannot remove the volume ${name}`, docker.getVolume(name).remove({ force: true }));
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
