import type { CellId } from './cell.ts';
import type { SourceRevision } from './event.ts';
import type { RunId } from './run-id.ts';

/** What is another between a run in which cells are red and the last one in which they were green. */
export type Comparison = {
  readonly cells: readonly CellId[];
  /** The run in which they were green. */
  readonly since: RunId;
  /** Base images and services whose names meant others then. */
  readonly moved: readonly MovedImage[];
  /** Of every base image and service it is known whether it moved. */
  readonly isKnown: boolean;
  /** The cells' image was built anew, of the same Dockerfile and files: what its steps fetch may be another. */
  readonly isRebuilt: boolean;
  /** The project's own part: its files, its Dockerfile, what the matrix file says of the cells. */
  readonly code: 'same' | 'changed' | 'unknown';
  /** Only of code that changed: of all that the cells are made of here, the matrix file alone did. */
  readonly isMatrixFile?: true;
  /** Only of code that changed. */
  readonly revisions?: { readonly from: SourceRevision; readonly to: SourceRevision };
  /** Only where it is another one: `Docker Engine 29.1.0 on linux/amd64`. */
  readonly engines?: { readonly from: string; readonly to: string };
};

/** A name that meant one image and means another now, by their digests: bare `sha256:…`. */
export type MovedImage = { readonly reference: string; readonly from: string; readonly to: string };
