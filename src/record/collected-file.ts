import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { safeFileName } from './safe-file-name.ts';

/**
 * Writes a file of a suite below the folder, under its own path with each part made safe. A file that is there is
 * replaced: it is of an earlier attempt. Rejects as the disk and the content do.
 */
export async function writeCollected(folder: string, path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const target = join(folder, ...parts.map(safeFileName));
  await mkdir(dirname(target), { recursive: true });
  await pipeline(content, createWriteStream(target));
}
