// Who we are, in a way that tells us from a later process with our pid.

import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { RunId } from '../model/run-id.ts';
import type { Owner } from '../run/engine.ts';

/** This process, as the owner of a run's things, and the folder of the project that it runs. */
export function currentOwner(run: RunId, project?: string): Owner {
  const owner = { run, host: thisHost(), pid: process.pid, processStart: processStart(process.pid) ?? 'unknown' };
  return project === undefined ? owner : { ...owner, project };
}

/** Whether the owner is a process that still runs. Of one on another machine nobody here can tell. */
export function ownerState(owner: Owner): 'alive' | 'dead' | 'elsewhere' {
  if (owner.host !== thisHost()) return 'elsewhere';
  return processStart(owner.pid) === owner.processStart ? 'alive' : 'dead';
}

/** Whether the owner was a process of this machine before it started anew. Known on Linux alone. */
export function isOfEarlierBoot(owner: Owner): boolean {
  if (process.platform !== 'linux' || owner.host !== thisHost()) return false;
  const [boot] = owner.processStart.split('/');
  return boot !== bootId();
}

/** The machine's own, which Linux numbers so at every boot (PROC_PID_INIT_INO). */
const ownPidNamespace = 'pid:[4026531836]';

/**
 * Where a pid means the same process. Machines that were made from one image may share a name, and so may containers of
 * one machine, in which nothing is seen of each other's processes.
 */
function thisHost(): string {
  host ??= [hostname(), machineId(), pidNamespace()].filter((part) => part !== '').join('/');
  return host;
}

let host: string | undefined;

function machineId(): string {
  try {
    return readFileSync('/etc/machine-id', 'utf8').trim().slice(0, 12);
  } catch {
    return '';
  }
}

function pidNamespace(): string {
  try {
    const namespace = readlinkSync('/proc/self/ns/pid');
    return namespace === ownPidNamespace ? '' : namespace;
  } catch {
    return '';
  }
}

/** When a process started, in the platform's own words; undefined when there is none or it is a zombie. */
export function processStart(pid: number): string | undefined {
  if (process.platform === 'linux') return linuxProcessStart(pid);
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'ignore'] });
    return started.toString().trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Clock ticks from boot to start (proc(5), field 22), with the boot's id, since each boot counts from 0. */
function linuxProcessStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name, field 2, is in parentheses and may hold anything.
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : `${bootId()}/${rest[18]}`;
  } catch {
    return undefined;
  }
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}
