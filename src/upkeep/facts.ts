// What was found out about a machine and its engine, for the checks to judge. Plain data: gathering is done elsewhere.

/** What could not be found out, and why, as the end of a sentence. */
export type Unknown = { readonly unknown: string };
export type Known<T> = T | Unknown;

export type Disk = {
  readonly path: string;
  readonly freeBytes: number;
  /** How many more files fit; undefined where the file system has no such bound. */
  readonly freeFiles?: number;
};

export type FoundEngine = {
  readonly address: string;
  /** `DOCKER_HOST`, `the Docker context`, `the usual socket`, `found by looking`. */
  readonly foundBy: string;
  readonly product: string;
  readonly version: string;
  readonly apiVersion: string;
  /** What its containers run on: `linux`, `windows`. */
  readonly os: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly storageDriver: string;
  readonly cgroupVersion: string;
  readonly isRootless: boolean;
  /** The limits that it takes and does not enforce: `memory`, `cpus`, `pids`. */
  readonly unenforced: readonly string[];
  /** How far its clock is from ours; positive where it is ahead. */
  readonly clockAheadMs: number;
};

export type AbsentEngine = {
  /** One sentence, and what to do in general. */
  readonly message: string;
  readonly hint: string;
  /** Its socket is there, but not for this user. */
  readonly isForbidden: boolean;
};

/** What a plan asks of the engine, as far as it is declared. */
export type Demand = {
  readonly cells: number;
  /** How many at once. */
  readonly jobs: number;
  /** The sum of the limits of those that ask for most, as many as run at once; what has no limit counts nothing. */
  readonly memoryBytes: number;
  readonly largestMemory: Limit | undefined;
  readonly largestCpus: Limit | undefined;
};

/** `of`: whose limit it is, such as `the suite of node=13`. */
export type Limit = { readonly of: string; readonly value: number };

export type MatrixFileFacts =
  | { readonly kind: 'none' }
  /** `shownBy`: the command that shows the places. */
  | { readonly kind: 'wrong'; readonly message: string; readonly shownBy: string }
  | { readonly kind: 'planned'; readonly shown: string; readonly demand: Demand };

export type RegistryFacts = {
  readonly host: string;
  /** The image that was asked for. */
  readonly asked: string;
  /** All that the plan needs of it are on the engine. */
  readonly isSpare: boolean;
  readonly answer: 'has it' | 'lacks it' | { readonly trouble: string };
  /** The program that keeps its password, where that is not to be found. */
  readonly missingHelper?: string;
};

export type LeftOvers = {
  /** Of dead runs, by kind: `2 containers`, `1 network`. */
  readonly dead: readonly string[];
  readonly keptCells: number;
};

export type BuiltImages = { readonly count: number; readonly bytes: number };

export type EngineFindings = {
  readonly engine: FoundEngine;
  /** Where it keeps its images; unknown where that is not on this machine. */
  readonly disk: Known<Disk>;
  /** How many networks of a cell can still be made. */
  readonly freeNetworks: Known<number>;
  readonly leftOvers: Known<LeftOvers>;
  readonly builtImages: Known<BuiltImages>;
  readonly registries: Known<readonly RegistryFacts[]>;
};

export type RecordFacts = { readonly disk: Known<Disk>; readonly folder: string; readonly isWritable: boolean };

export type Facts = {
  readonly versions: { readonly matrix: string; readonly node: string };
  readonly file: MatrixFileFacts;
  readonly record: RecordFacts;
  readonly engine: EngineFindings | AbsentEngine;
};

export function isUnknown<T>(known: Known<T>): known is Unknown {
  return typeof known === 'object' && known !== null && 'unknown' in known;
}
