/** One exclude: a row is forbidden when every listed axis has one of the listed values (indexes). */
export type Forbidden = readonly { readonly axis: number; readonly values: readonly number[] }[];

/** What to cover. Values are indexes into their axis throughout. */
export type CoverModel = {
  /** Number of values of each axis. */
  readonly sizes: readonly number[];
  readonly forbidden: readonly Forbidden[];
  /** 1 to 6; clipped to the number of axes. */
  readonly strength: number;
  /** Rows that are there anyhow and count as cover; -1 where a row has no value of that axis. They may be forbidden. */
  readonly given: readonly (readonly number[])[];
  /** Partial rows (-1 is free), each feasible by itself, that some row of the cover must extend. */
  readonly required: readonly (readonly number[])[];
};

export type Cover = {
  /** Without those given: sorted, all allowed, no two the same. */
  readonly rows: readonly (readonly number[])[];
  /** How many tuples of `strength` values some allowed row contains. */
  readonly tuples: number;
  /** How many of these are in a row or in what is given: all of them, but counted and not assumed. */
  readonly covered: number;
};
