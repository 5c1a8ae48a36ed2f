import { createWriteStream, existsSync, renameSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { collectedKinds } from '../model/event.ts';
import { collectedFolder } from './paths.ts';
import { safeFileName } from './safe-file-name.ts';

/** Puts aside what an attempt wrote, before the next one begins. Throws as the disk does. */
export function setAside(cellFolder: string, attempt: number): void {
  for (const what of collectedKinds) {
    const folder = join(cellFolder, what);
    if (existsSync(folder)) renameSync(folder, join(cellFolder, collectedFolder(what, { attempt, last: attempt + 1 })));
  }
}

/**
 * Writes a file of a suite below the folder, under its own path with each part made safe. Rejects as the disk and the
 * content do.
 */
export async function writeCollected(folder: string, path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const target = join(folder, ...parts.map(safeFileName));
  await mkdir(dirname(target), { recursive: true });
  await pipeline(content, createWriteStream(target));
}
