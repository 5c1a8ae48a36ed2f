// A plan is plain JSON, frozen and complete: after it, nothing decides what to run. The run adds facts.

import type { Cell, CellId, Values } from './cell.ts';

/** For a built image `<name>:<content key>`, for a pulled one its reference. Names an image within a plan. */
export type ImageKey = string;
export type ServiceName = string;

export type Plan = {
  readonly schemaVersion: 1;
  readonly name: string;
  /** One per content key; built images first, in the order of the cells that first need them. */
  readonly images: readonly ImagePlan[];
  readonly cells: readonly CellPlan[];
  readonly skipped: readonly SkippedCell[];
  readonly cover: Cover;
  readonly run: { readonly jobs: number | 'auto'; readonly failFast: boolean };
  /** The suites' source was put into images that may have been built of an older one. */
  readonly source?: 'mounted';
  /** What the command line changed of the suites, as it is typed again to have the same: `--timeout 90s -- --bail`. */
  readonly flags?: readonly string[];
  /** Only of a plan that is a part of another. */
  readonly shard?: ShardPlan;
};

/** Which part of a whole plan this is. Its cells keep the positions that they have in the whole. */
export type ShardPlan = {
  /** From 1. */
  readonly index: number;
  readonly count: number;
  /** Digest of which cells are in which part: machines that cut the whole in the same way agree in it. */
  readonly cut: string;
  /** Only where past times decided: of how many cells of the whole they told, and what they let expect. */
  readonly times?: { readonly known: number; readonly expectedMs: number; readonly longestMs: number };
  readonly whole: { readonly digest: string; readonly cells: number; readonly cover: Cover };
};

/** Why the cells of the other parts are skipped. */
export function notInShard({ index, count }: Pick<ShardPlan, 'index' | 'count'>): string {
  return `not in shard ${index}/${count}`;
}

export type ImagePlan = (BuiltImagePlan | PulledImagePlan) & {
  /** What it was in the run that is to be had again, or what is locked: it, and not what its name means now. */
  readonly pinned?: PinnedImage;
};

/** By the engine's content address, by a registry's (`postgres@sha256:…`), or by both. */
export type PinnedImage = { readonly id?: string; readonly digest?: string };

export type BuiltImagePlan = {
  readonly kind: 'build';
  readonly key: ImageKey;
  /** Absolute path of the folder whose files are sent to the builder. */
  readonly context: string;
  /** Patterns of .dockerignore, in order; they were part of the content key. */
  readonly ignore: readonly string[];
  readonly dockerfile: string;
  readonly target?: string;
  readonly args: Readonly<Record<string, string>>;
  /** What it is built on, each once, as far as the Dockerfile tells; absent where that is nothing. */
  readonly bases?: readonly BasePlan[];
  /** Digest over its files as if the matrix file were empty; absent where that is none of them. */
  readonly code?: string;
};

/** As the Dockerfile has it with the arguments; `locked` is the digest by which it is named there instead. */
export type BasePlan = { readonly reference: string; readonly locked?: string };

export type PulledImagePlan = { readonly kind: 'pull'; readonly key: ImageKey };

export type CellPlan = Cell & {
  readonly allowFailure: boolean;
  readonly image: ImageKey;
  readonly services: Readonly<Record<ServiceName, ServicePlan>>;
  readonly test: TestPlan;
};

export type ServicePlan = {
  readonly image: ImageKey;
  readonly env: Readonly<Record<string, string>>;
  /** Replaces the image's command when given; a list runs as it is. */
  readonly command?: readonly string[];
  /** Absolute path on this machine to path in the container. */
  readonly files: readonly { readonly from: string; readonly to: string }[];
  readonly tmpfs: readonly string[];
  readonly limits: Limits;
  readonly ready: ReadyPlan;
};

/** A service is ready as soon as one of the probes is satisfied. */
export type ReadyPlan = { readonly anyOf: readonly Probe[]; readonly timeoutMs: number };

export type Probe =
  /** These regular expressions occur in the output in this order, across lines. */
  | { readonly kind: 'log'; readonly patterns: readonly string[] }
  | { readonly kind: 'tcp'; readonly port: number }
  | { readonly kind: 'http'; readonly port: number; readonly path: string; readonly status?: number }
  /** Run inside the service's container until it exits 0. */
  | { readonly kind: 'command'; readonly command: readonly string[] }
  | { readonly kind: 'healthcheck' }
  /** Whatever the image says of itself: its HEALTHCHECK, else its first exposed port, else that it runs. */
  | { readonly kind: 'image-default' };

export type TestPlan = {
  /** Final: what the container executes. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Names only: a plan is printed and kept, so the values travel beside it. */
  readonly secrets: readonly string[];
  readonly timeoutMs: number;
  /** How often a failed suite is tried again. */
  readonly retries: number;
  readonly results: readonly string[];
  /** Its output holds TAP. */
  readonly tap?: 'stdout';
  readonly artifacts: readonly string[];
  readonly limits: Limits;
  /** False: the cell's network has no way out. */
  readonly internet: boolean;
  /** Put into the container before it starts; absent where the image has all. */
  readonly source?: MountedSource;
};

/** The files of an image's context as they are now, over those that the image was built of. */
export type MountedSource = {
  /** Absolute path of the folder on this machine. */
  readonly context: string;
  readonly ignore: readonly string[];
  /** Where the Dockerfile copies the context to: absolute, or relative to the image's WORKDIR. */
  readonly to: string;
  /** That step gives the files to somebody; else they are root's. */
  readonly owned?: true;
  /** Over all the files when it was planned. */
  readonly digest: string;
  /** The steps of the Dockerfile that come after the source, which are not done again with it. */
  readonly notRepeated: readonly string[];
};

export type Limits = { readonly cpus?: number; readonly memoryBytes?: number; readonly pids?: number };

export type SkippedCell = { readonly id: CellId; readonly values: Values; readonly reason: string };

/** How much of the matrix is covered: t-tuples of values that occur in some allowed cell; for `all`, cells. */
export type Cover = {
  readonly strength: number | 'all';
  readonly tuples: number;
  readonly covered: number;
  /** How many combinations the axes have, before anything is excluded. */
  readonly product: number;
};
