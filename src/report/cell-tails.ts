// The end of what the suites of running cells print, of bounded size: no more than that belongs in somebody's log.

import type { CellId } from '../model/cell.ts';
import type { OutputSource } from '../model/event.ts';
import { createTail, type Tail } from '../model/tail.ts';

export type CellOutput = {
  readonly lines: readonly string[];
  /** The last that printed something; 0 where none did. */
  readonly attempt: number;
  /** Nothing before the lines is left out. */
  readonly whole: boolean;
};

export type CellTails = {
  /** Takes bytes of a suite; what services print is passed over. */
  push(source: OutputSource, bytes: Uint8Array): void;
  /** What the suite of a cell printed, in all of its attempts. Forgets it. */
  take(cell: CellId): CellOutput;
};

/** So much is kept of the end of an output; all of it where it is shorter. */
export const mostTailBytes = 128 * 1024;
const mostLines = 2_000;
const lineEnd = 0x0a;

type Kept = { readonly tail: Tail; attempt: number; bytes: number; last: number };

/** Keeps at most 128 KiB a cell, and gives at most 2,000 lines of it. */
export function cellTails(): CellTails {
  const cells = new Map<CellId, Kept>();
  const add = (kept: Kept, bytes: Uint8Array) => {
    kept.tail.push(bytes);
    kept.bytes += bytes.length;
    kept.last = bytes.at(-1) ?? kept.last;
  };
  return {
    push({ cell, attempt, source }, bytes) {
      if (source !== 'test') return;
      const kept = cells.get(cell) ?? { tail: createTail(mostTailBytes), attempt, bytes: 0, last: lineEnd };
      cells.set(cell, kept);
      if (attempt !== kept.attempt)
        add(kept, Buffer.from(`${kept.last === lineEnd ? '' : '\n'}--- attempt ${attempt} ---\n`));
      kept.attempt = attempt;
      add(kept, bytes);
    },
    take(cell) {
      const kept = cells.get(cell);
      cells.delete(cell);
      if (!kept) return { lines: [], attempt: 0, whole: true };
      const { tail, attempt, bytes } = kept;
      const lines = tail.lines(mostLines + 1);
      return { lines: lines.slice(-mostLines), attempt, whole: bytes <= mostTailBytes && lines.length <= mostLines };
    },
  };
}
