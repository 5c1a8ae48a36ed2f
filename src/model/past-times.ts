import type { CellId } from './cell.ts';

/** How long it took before. */
export type PastTimes = {
  /** In milliseconds, of the cells that are known. */
  readonly cells: ReadonlyMap<CellId, number>;
  /** What one more image cost the machine that built it; 0 where none was built. */
  readonly imageMs: number;
};
