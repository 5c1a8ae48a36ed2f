// How much of the disk the output and the files of a run take, counted as they are written.

/** In bytes; `largest` is the log that has most, by its path. */
export type RecordSize = {
  readonly bytes: number;
  readonly largest?: { readonly path: string; readonly bytes: number };
};

export type RecordTally = {
  /** So many more bytes are in the log. */
  log(path: string, bytes: number): void;
  /** Hands the content on, and counts it. */
  counted(content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  size(): RecordSize;
};

/** Counts from nothing. */
export function createRecordTally(): RecordTally {
  const logs = new Map<string, number>();
  let bytes = 0;
  let largest: RecordSize['largest'];
  return {
    log(path, more) {
      const now = (logs.get(path) ?? 0) + more;
      logs.set(path, now);
      bytes += more;
      if (now > (largest?.bytes ?? 0)) largest = { path, bytes: now };
    },
    async *counted(content) {
      for await (const chunk of content) {
        bytes += chunk.length;
        yield chunk;
      }
    },
    size: () => ({ bytes, ...(largest && { largest }) }),
  };
}
