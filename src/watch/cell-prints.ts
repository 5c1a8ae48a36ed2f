// A print of all that a cell is made of: where it changes, what is known of the cell is known of another one.

import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { Plan } from '../model/plan.ts';
import { memoised } from '../plan/memoised.ts';
import { digestContext } from '../plan/source-tree.ts';
import type { Prints } from './watch-loop.ts';

/** `text` is the matrix file's: where it changes, every cell does. */
export async function cellPrints({ cells }: Plan, text: string): Promise<Prints> {
  const digestOf = memoised(digest);
  const file = sha256(text);
  const prints = new Map<string, string>();
  for (const { index: _, ...cell } of cells) {
    const given = Object.values(cell.services).flatMap(({ files }) => files.map(({ from }) => from));
    const digests = await Promise.all(given.map(digestOf));
    prints.set(cell.id, sha256(JSON.stringify([file, cell, digests])));
  }
  return prints;
}

/** Of a file or a folder. What cannot be read now may be there again when it is looked at next. */
async function digest(path: string): Promise<string> {
  try {
    return (await stat(path)).isDirectory() ? await digestContext(path, []) : sha256(await readFile(path));
  } catch {
    return 'not to be read';
  }
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
