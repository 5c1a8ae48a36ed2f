import type { CellId } from './cell.ts';
import type { SourceRevision } from './event.ts';
import type { RunId } from './run-id.ts';

/** What is another between a run in which cells are red and the last one in which they were green. */
export type Comparison = {
  readonly cells: readonly CellId[];
  /** The run in which they were green. */
  readonly since: RunId;
  readonly moved: readonly MovedImage[];
  /** Of every image it is known whether it moved. */
  readonly isKnown: boolean;
  /** The project's own part: its files, its Dockerfile, what the matrix file says of the cells. */
  readonly code: 'same' | 'changed' | 'unknown';
  /** Only of code that changed. */
  readonly revisions?: { readonly from: SourceRevision; readonly to: SourceRevision };
};

/** A name that meant one image and means another now, by their digests, else by the engine's ids. */
export type MovedImage = { readonly reference: string; readonly from: string; readonly to: string };
