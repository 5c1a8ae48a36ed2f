import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

export type OutputFile = {
  /** Takes bytes in order. A returned promise resolves when there is room again; it never rejects. */
  write(bytes: Uint8Array): Promise<void> | undefined;
  /** Writes what waits and closes the file. Never rejects. */
  close(): Promise<void>;
};

/** A writer is asked to wait above this, and let go on below the half of it. */
const highWater = 256 * 1024;

/**
 * Appends to a file that is made when the first bytes come. After a trouble, which is told once, bytes are dropped,
 * so that a full disk does not hold the suite that prints them. `onWritten` is told how many bytes are in it since.
 */
export function createOutputFile(
  path: string,
  onTrouble: (error: unknown) => void,
  onWritten: (bytes: number) => void = () => undefined,
): OutputFile {
  let queue: Uint8Array[] = [];
  let held = 0;
  let broken = false;
  let room: PromiseWithResolvers<void> | undefined;
  let writing: Promise<void> | undefined;
  let file: FileHandle | undefined;

  const openFile = async () => {
    await mkdir(dirname(path), { recursive: true });
    return open(path, 'a');
  };
  const letGo = () => {
    room?.resolve();
    room = undefined;
  };
  const drain = async () => {
    try {
      file ??= await openFile();
      while (queue.length > 0) {
        const batch = Buffer.concat(queue);
        queue = [];
        await file.appendFile(batch);
        onWritten(batch.length);
        held -= batch.length;
        if (held <= highWater / 2) letGo();
      }
    } catch (error) {
      broken = true;
      queue = [];
      held = 0;
      onTrouble(error);
    } finally {
      writing = undefined;
      letGo();
    }
  };

  return {
    write(bytes) {
      if (broken || bytes.length === 0) return undefined;
      queue.push(bytes);
      held += bytes.length;
      writing ??= drain();
      if (held < highWater) return undefined;
      room ??= Promise.withResolvers<void>();
      return room.promise;
    },
    async close() {
      while (writing) await writing;
      await file?.close().catch(onTrouble);
      file = undefined;
    },
  };
}
