// What is known of a matrix file before it is written: plain values, each with the reason that stands beside it.

export type Draft = {
  readonly axes: readonly DraftAxis[];
  readonly include: readonly Entry[];
  readonly exclude: readonly Entry[];
  readonly image: DraftImage;
  readonly services: readonly DraftService[];
  readonly test: DraftTest;
  readonly allowFailure?: readonly Entry[];
  readonly run?: DraftRun;
};

export type DraftRun = { readonly jobs?: string; readonly failFast?: boolean };

/** A row of `include` or `exclude`. */
export type Entry = Readonly<Record<string, string>>;

export type DraftAxis = {
  readonly name: string;
  readonly values: readonly string[];
  readonly why: string;
  /** The values that are maps, by their names. */
  readonly maps?: ReadonlyMap<string, Entry>;
};

export type DraftImage =
  | { readonly kind: 'from'; readonly from: string; readonly setup: readonly string[] }
  | { readonly kind: 'dockerfile'; readonly file: string; readonly target?: string; readonly args: Entry };

export type DraftService = {
  readonly name: string;
  readonly image: string;
  readonly env: Entry;
  readonly command?: string | readonly string[];
  readonly ready?: { readonly command: string };
};

export type DraftTest = {
  readonly command: string;
  readonly env: Entry;
  readonly secrets: readonly string[];
  readonly results?: DraftResults;
};

/** What it prints or writes of its tests, and why it does. */
export type DraftResults = { readonly why: string } & ({ readonly tap: 'stdout' } | { readonly junit: string });

/** What one of the looked-at things has to say; what it does not know it leaves out. */
export type Finding = Partial<Draft> & {
  /** What is installed besides, by the values of the matrix; for the setup of an image. */
  readonly installs?: readonly string[];
  /** What was found, or passed over, and where: told to whoever runs the command. */
  readonly notes: readonly string[];
};

/** The language that the suite is written in, as the others need to know it. */
export type Language = {
  /** Its axis, and the repository of its image: node, python, php, golang. */
  readonly axis: string;
  /** What the suite runs in; the version is that of the axis. */
  readonly from: string;
  readonly versions: readonly string[];
  readonly why: string;
  readonly setup: readonly string[];
  /** What has to be done before each suite, since it needs the source. */
  readonly before: readonly string[];
  readonly command: string;
  /** What the command runs, where it is a script of the manifest. */
  readonly script?: string;
  /** Names of packages that it depends on, by which databases are guessed. */
  readonly dependencies: ReadonlySet<string>;
  readonly notes: readonly string[];
};
