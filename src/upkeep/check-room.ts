// Whether there is room: on disks, in memory, among processors and addresses.

import { formatBytes } from '../report/bytes.ts';
import type { Demand, Disk, FoundEngine, Known, RecordFacts } from './facts.ts';
import { isUnknown } from './facts.ts';
import { type Finding, findingsOf } from './finding.ts';

const mib = 1024 ** 2;
const gib = 1024 ** 3;

type DiskBounds = { readonly fail: number; readonly warn: number };

/** Of an image's files alone there are thousands. */
const files: DiskBounds = { fail: 1_000, warn: 50_000 };

/** Whether images and containers fit where the engine keeps them. */
export function checkEngineDisk(disk: Known<Disk>): Finding {
  const fix = 'matrix clean --images, docker system prune, or a larger disk';
  return checkDisk('disk', disk, { fail: 200 * mib, warn: 3 * gib }, { whose: "the engine's images", fix });
}

/** Whether the record can be written. */
export function checkRecord({ folder, isWritable, disk }: RecordFacts): Finding {
  if (!isWritable)
    return findingsOf('record').fail(`${folder} cannot be written to`, 'give this user the right to write there');
  const fix = 'matrix clean --runs, or a larger disk';
  return checkDisk('record', disk, { fail: 20 * mib, warn: 500 * mib }, { whose: 'the record', fix });
}

function checkDisk(
  check: string,
  disk: Known<Disk>,
  bounds: DiskBounds,
  { whose, fix }: { readonly whose: string; readonly fix: string },
): Finding {
  const { ok, warn, fail } = findingsOf(check);
  if (isUnknown(disk)) return ok(`the room for ${whose} is not known: ${disk.unknown}`);
  const { path, freeBytes, freeFiles = Number.POSITIVE_INFINITY } = disk;
  const isFewFiles = freeFiles < files.warn;
  const room = `${formatBytes(freeBytes)}${isFewFiles ? ` and room for ${freeFiles} files` : ''}`;
  const text = `${room} free for ${whose} (${path})`;
  if (freeBytes < bounds.fail || freeFiles < files.fail) return fail(`Only ${text}`, fix);
  return freeBytes < bounds.warn || isFewFiles ? warn(`only ${text}`, fix) : ok(text);
}

/** Whether the engine can give the processors that are asked for: it refuses a container that asks for more. */
export function checkCpus({ largestCpus }: Pick<Demand, 'largestCpus'>, { cpus }: Pick<FoundEngine, 'cpus'>): Finding {
  const { ok, fail } = findingsOf('cpus');
  if (!largestCpus || largestCpus.value <= cpus) return ok(`${cpus} processors`);
  return fail(
    `${largestCpus.of} asks for ${largestCpus.value} cpus, and the engine has ${cpus}`,
    'lower limits.cpus, or give the engine more processors',
  );
}

/** Whether what is declared fits into memory. A limit is no need, so this stops nothing. */
export function checkMemory(demand: Demand, { memoryBytes }: Pick<FoundEngine, 'memoryBytes'>): Finding {
  const { ok, warn } = findingsOf('memory');
  const { jobs, largestMemory } = demand;
  if (largestMemory && largestMemory.value > memoryBytes)
    return warn(
      `${largestMemory.of} may take ${formatBytes(largestMemory.value)}, and the engine has ${formatBytes(memoryBytes)}`,
      'lower limits.memory, or give the engine more',
    );
  const cells = jobs === 1 ? 'one cell' : `${jobs} cells`;
  const text = `${cells} at once may take ${formatBytes(demand.memoryBytes)} of ${formatBytes(memoryBytes)}`;
  if (demand.memoryBytes > memoryBytes) return warn(text, 'fewer at once: --jobs N, or run.jobs in the matrix file');
  return ok(demand.memoryBytes === 0 ? `${formatBytes(memoryBytes)}, of which no cell declares a part` : text);
}

/** Whether each cell that runs at once can have a network. */
export function checkNetworks(free: Known<number>, jobs: number): Finding {
  const { ok, warn, fail } = findingsOf('networks');
  if (isUnknown(free)) return warn(`which address ranges are free is not known: ${free.unknown}`, 'try it again');
  const fix = 'docker network prune removes networks that nobody uses; or take back routes to private ranges';
  if (free === 0) return fail('no address range is left for a network', fix);
  const text = `room for ${free} more ${free === 1 ? 'network' : 'networks'}`;
  return free < jobs ? warn(`${text}, and ${jobs} cells at once`, fix) : ok(text);
}
