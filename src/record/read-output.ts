import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { OutputSource } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import { outputPath } from './paths.ts';

/**
 * The end of a recorded stream, of at most so many bytes; nothing where it was not written or cannot be read. At once,
 * since a replay does not wait.
 */
export function readOutputEnd(folder: string, plan: Plan, source: OutputSource, most: number): Uint8Array {
  const path = outputPath(plan, source);
  if (path === undefined) return new Uint8Array();
  let file: number | undefined;
  try {
    file = openSync(join(folder, path), 'r');
    const { size } = fstatSync(file);
    const bytes = new Uint8Array(Math.min(size, most));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, size - bytes.length));
  } catch {
    return new Uint8Array();
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
