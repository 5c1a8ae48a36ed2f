import { open, rename, rm } from 'node:fs/promises';

/**
 * Writes the whole file or leaves the old one: no reader ever meets half of it, even after a power cut. A text that
 * comes in pieces is never whole in memory.
 */
export async function writeAtomically(path: string, text: string | Iterable<string>): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(typeof text === 'string' ? text : batched(text));
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}

/** Small pieces would each be a call of the system. */
function* batched(pieces: Iterable<string>): Generator<string> {
  let batch = '';
  for (const piece of pieces) {
    batch += piece;
    if (batch.length < 65_536) continue;
    yield batch;
    batch = '';
  }
  yield batch;
}
