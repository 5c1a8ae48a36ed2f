import type { DocumentOptions, ParseOptions, SchemaOptions } from 'yaml';

/** How the library reads a matrix file. Keys that are there twice and merge keys are ours to judge, with their places. */
export const parseOptions = {
  version: '1.2',
  uniqueKeys: false,
  prettyErrors: false,
  merge: false,
} as const satisfies ParseOptions & DocumentOptions & SchemaOptions;
