/** Something that is wrong with the axes or a selector: where in the matrix file, what, and what to do. */
export type MatrixProblem = {
  /** Keys and list positions from the top of the file, such as `['exclude', 0, 'node']`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
};
