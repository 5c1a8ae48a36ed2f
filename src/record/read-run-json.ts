import { readFile } from 'node:fs/promises';
import type { RunJson } from './run-json.ts';

/** What a `run.json` holds; undefined where there is none that can be understood. */
export async function readRunJson(file: string): Promise<RunJson | undefined> {
  try {
    const run = JSON.parse(await readFile(file, 'utf8')) as Partial<RunJson>;
    return run.schemaVersion === 1 && Array.isArray(run.cells) ? (run as RunJson) : undefined;
  } catch {
    return undefined;
  }
}
