import type Docker from 'dockerode';
import { EngineFailure } from '../run/engine.ts';
import { hostRoutes } from './host-routes.ts';
import { createSubnetAllocator, formatSubnet, parseSubnet, type Subnet } from './subnets.ts';
import { engineFailure, messageOf, statusOf } from './trouble.ts';

export type Networks = {
  /** Looks once which address ranges are taken. Rejects with EngineFailure, and then looks again the next time. */
  survey(): Promise<void>;
  /** Makes an isolated bridge network and returns its id. Rejects with EngineFailure. */
  create(options: {
    readonly name: string;
    readonly internet: boolean;
    readonly labels: Readonly<Record<string, string>>;
  }): Promise<string>;
};

/** Somebody else may take a subnet between our look and our asking; so often we ask for the next. */
const mostTries = 64;

/** Makes isolated bridge networks on subnets that neither this machine nor the engine uses. */
export function createNetworks(docker: Docker, options: { readonly local: boolean; readonly seed: number }): Networks {
  const allocator = createSubnetAllocator(options.seed);
  let surveyed: Promise<void> | undefined;
  const look = async () => allocator.avoid(await takenSubnets(docker, options.local));
  const survey = () => {
    surveyed ??= look().catch((error: unknown) => {
      surveyed = undefined;
      throw error;
    });
    return surveyed;
  };
  return {
    survey,
    async create(wanted) {
      await survey();
      for (let tried = 0; tried < mostTries; tried++) {
        const subnet = allocator.take();
        if (!subnet) break;
        const id = await createOn(docker, subnet, wanted);
        if (id !== undefined) return id;
      }
      throw new EngineFailure('No free address range is left for a network', {
        transient: false,
        detail: ['Networks that nobody uses any more keep theirs: matrix clean removes those of dead runs.'],
      });
    },
  };
}

/** What the engine and, where that is local, this machine use. Rejects with EngineFailure. */
export async function takenSubnets(docker: Docker, local: boolean): Promise<readonly Subnet[]> {
  return [...(await engineSubnets(docker)), ...(local ? await hostRoutes() : [])];
}

/**
 * An internal network still leads to this machine, all of whose services are reached at the bridge's own address; a bridge
 * without one leads nowhere. Podman does not know the option, and its containers reach what listens at that address.
 */
const withoutHost = { 'com.docker.network.bridge.inhibit_ipv4': 'true' };

/** The network's id, or undefined where the engine says that the subnet is somebody's. */
async function createOn(
  docker: Docker,
  subnet: Subnet,
  wanted: Parameters<Networks['create']>[0],
  options: Readonly<Record<string, string>> = wanted.internet ? {} : withoutHost,
): Promise<string | undefined> {
  const { name, internet, labels } = wanted;
  try {
    const { id } = await docker.createNetwork({
      Name: name,
      Driver: 'bridge',
      Internal: !internet,
      Options: { ...options },
      Labels: { ...labels },
      IPAM: { Driver: 'default', Config: [{ Subnet: formatSubnet(subnet) }] },
    });
    return id;
  } catch (error) {
    // Docker's words and Podman's. Whoever has it, the next is asked for.
    if (/overlap|already (?:in use|used)|conflicts with network/i.test(messageOf(error))) return undefined;
    if (options === withoutHost && /unsupported|option/i.test(messageOf(error)))
      return createOn(docker, subnet, wanted, {});
    throw engineFailure('Cannot make a network', error);
  }
}

async function engineSubnets(docker: Docker): Promise<readonly Subnet[]> {
  try {
    return (await docker.listNetworks())
      .flatMap((network) => network.IPAM?.Config ?? [])
      .flatMap(({ Subnet: subnet }) => (subnet ? [parseSubnet(subnet)] : []))
      .filter((subnet) => subnet !== undefined);
  } catch (error) {
    throw engineFailure('Cannot list the networks of the engine', error);
  }
}

/**
 * Removes a network. The engine may still be letting go of a container's endpoint ("has active endpoints",
 * moby#17217), so whoever is left is disconnected and it is asked again.
 */
export async function removeNetwork(docker: Docker, nameOrId: string): Promise<void> {
  const network = docker.getNetwork(nameOrId);
  for (let tried = 0; ; tried++) {
    try {
      await network.remove();
      return;
    } catch (error) {
      if (statusOf(error) === 404) return;
      if (tried === 5 || !/active endpoints|in use/i.test(messageOf(error)))
        throw engineFailure(`Cannot remove the network ${nameOrId}`, error);
      await disconnectAll(network);
      await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** tried));
    }
  }
}

async function disconnectAll(network: Docker.Network): Promise<void> {
  // Whatever fails here shows again when the network is removed.
  const facts = await network.inspect().catch(() => undefined);
  const endpoints = Object.keys(facts?.Containers ?? {});
  await Promise.allSettled(endpoints.map((container) => network.disconnect({ Container: container, Force: true })));
}
