// What can go wrong in a way that a user can do something about. Anything that is not one of these is a
// surprise, and keeps its stack and its cause.

/** Where in a file something stands: line and column count from 1, as editors do. */
export type Place = { readonly file: string; readonly line: number; readonly column: number };

/** One thing that is wrong with a matrix file: what, where, and what would be right. */
export type Diagnostic = {
  readonly place: Place;
  /** One sentence without a full stop at its end: what is wrong, and what was expected. */
  readonly message: string;
  /** What to do about it, or the nearest right word. */
  readonly hint?: string;
  /** The line of the file that the place is in, for showing it with the place marked. */
  readonly sourceLine?: string;
};

/** Makes a diagnostic at a value of the file: `['exclude', 0, 'node']`. Where there is none, at its nearest ancestor. */
export type Diagnose = (path: readonly (string | number)[], message: string, hint?: string) => Diagnostic;

/** The order of the file. */
export function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.place.line - b.place.line || a.place.column - b.place.column;
}

/**
 * `usage`: the command line or the matrix file is wrong, and nothing was started (exit 2).
 * `empty-selection`: the selection leaves no cell (exit 4).
 * `engine`: the container engine cannot be had or has failed us (exit 3).
 */
export type ErrorCode = 'usage' | 'empty-selection' | 'engine';

/** A trouble that a user can cause or mend, told in one sentence with what to do about it. */
export class MatrixError extends Error {
  override readonly name = 'MatrixError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly diagnostics: readonly Diagnostic[];

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly hint?: string; readonly cause?: unknown; readonly diagnostics?: readonly Diagnostic[] } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.code = code;
    this.hint = options.hint;
    this.diagnostics = options.diagnostics ?? [];
  }
}
