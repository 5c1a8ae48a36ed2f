// What an engine says of itself and of this tool's things on it, as far as it makes a difference to runs.

import { access, constants, statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { EpochMs } from '../model/event.ts';
import type { Disk, FoundEngine, Known } from '../upkeep/facts.ts';
import type { Connection } from './connect.ts';
import { takenSubnets } from './network.ts';
import { countFree } from './subnets.ts';
import { doing } from './trouble.ts';

/** Of `GET /info`, what is looked at. */
type Info = {
  readonly OSType?: string;
  readonly OperatingSystem?: string;
  readonly Name?: string;
  readonly NCPU: number;
  readonly MemTotal: number;
  readonly Driver?: string;
  readonly DockerRootDir?: string;
  readonly CgroupVersion?: string;
  readonly SecurityOptions?: readonly string[] | null;
  readonly SystemTime?: string;
  readonly MemoryLimit?: boolean;
  readonly CpuCfsQuota?: boolean;
  readonly PidsLimit?: boolean;
};

export type ExaminedEngine = { readonly engine: Omit<FoundEngine, 'foundBy'>; readonly disk: Known<Disk> };

/** Asks an engine what it is. Rejects with EngineFailure. */
export async function examineEngine(
  { docker, address, local }: Connection,
  now: () => EpochMs,
): Promise<ExaminedEngine> {
  const askedAt = now();
  const asked = docker.info().then((info: Info) => ({ info, at: (askedAt + now()) / 2 }));
  const [{ info, at }, version] = await doing(
    'Cannot ask the engine what it is',
    Promise.all([asked, docker.version()]),
  );
  const engine = {
    address,
    product: version.Components?.[0]?.Name === 'Podman Engine' ? 'Podman Engine' : 'Docker Engine',
    version: version.Version,
    apiVersion: version.ApiVersion,
    os: info.OSType ?? 'linux',
    cpus: info.NCPU,
    memoryBytes: info.MemTotal,
    storageDriver: info.Driver ?? 'unknown',
    cgroupVersion: info.CgroupVersion ?? '1',
    isRootless: (info.SecurityOptions ?? []).some((option) => /\bname=rootless\b|^rootless$/.test(option)),
    unenforced: unenforced(info),
    clockAheadMs: info.SystemTime === undefined ? 0 : Date.parse(info.SystemTime) - at,
  };
  return { engine, disk: await dataRoot(info, local) };
}

function unenforced({ MemoryLimit, CpuCfsQuota, PidsLimit }: Info): readonly string[] {
  const enforced = { memory: MemoryLimit, cpus: CpuCfsQuota, pids: PidsLimit };
  // An engine that does not say is not suspected.
  return Object.entries(enforced).flatMap(([limit, isEnforced]) => (isEnforced === false ? [limit] : []));
}

/** The room where the engine keeps its images. Rejects with EngineFailure. */
export async function engineDisk({ docker, local }: Connection): Promise<Known<Disk>> {
  return dataRoot(await doing('Cannot ask the engine what it is', docker.info()), local);
}

/** An engine in a virtual machine names a folder of that machine: only one that has our name has our disks. */
async function dataRoot({ DockerRootDir, Name, OperatingSystem }: Info, local: boolean): Promise<Known<Disk>> {
  if (!local || Name !== hostname() || OperatingSystem === 'Docker Desktop' || !DockerRootDir)
    return { unknown: 'the engine is on another machine' };
  return diskAt(DockerRootDir).catch(() => ({ unknown: `${DockerRootDir} cannot be looked at from here` }));
}

/** The room of the file system that a path is on. Rejects as the file system does. */
export async function diskAt(path: string): Promise<Disk> {
  const { bavail, bsize, files, ffree } = await statfs(path);
  return { path, freeBytes: bavail * bsize, ...(files > 0 ? { freeFiles: ffree } : {}) };
}

/** Whether this user may write in a folder. */
export async function isWritable(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** How many networks of cells can still be made. Rejects with EngineFailure. */
export async function freeNetworks({ docker, local }: Connection): Promise<number> {
  return countFree(await takenSubnets(docker, local));
}
