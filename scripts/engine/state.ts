// What we have started on this machine, and how to tell it from what merely has its pid.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where our own engine, registry and their logs are kept. */
export const stateFolder = process.env.MATRIX_RUN_STATE ?? '/var/lib/matrix-run';

/** A process of ours: a pid can be given to another, a pid with its start cannot. */
export type ProcessRecord = { readonly pid: number; readonly start: string };

/** When a process started (proc(5), field 22, with the boot's id), or undefined when it is gone or a zombie. */
export function processStart(pid: number): string | undefined {
  try {
    return parseStart(
      readFileSync(`/proc/${pid}/stat`, 'utf8'),
      readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    );
  } catch {
    return undefined;
  }
}

/** The command's name, field 2, is in parentheses and may hold anything. */
export function parseStart(stat: string, boot: string): string | undefined {
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === undefined || 'ZX'.includes(state) ? undefined : `${boot}/${rest[18]}`;
}

export function isRunning(record: ProcessRecord | undefined): record is ProcessRecord {
  return record !== undefined && processStart(record.pid) === record.start;
}

export function readRecord(name: string): ProcessRecord | undefined {
  try {
    const { pid, start } = JSON.parse(
      readFileSync(join(stateFolder, `${name}.json`), 'utf8'),
    ) as Partial<ProcessRecord>;
    return typeof pid === 'number' && typeof start === 'string' ? { pid, start } : undefined;
  } catch {
    return undefined;
  }
}

export function writeRecord(name: string, record: ProcessRecord): void {
  mkdirSync(stateFolder, { recursive: true });
  const file = join(stateFolder, `${name}.json`);
  writeFileSync(`${file}.new`, JSON.stringify(record));
  renameSync(`${file}.new`, file);
}

export function removeRecord(name: string): void {
  rmSync(join(stateFolder, `${name}.json`), { force: true });
}
