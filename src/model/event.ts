// What happened in a run, in order. Events are the one seam between the run and all that shows or keeps it:
// they are plain JSON, and say what happened, never how to show it. The bytes that a suite or a service
// prints are not events: they go to the record as they are (see Output).

import type { CellId } from './cell.ts';
import type { Comparison } from './comparison.ts';
import type { CancelReason, Outcome, Problem } from './outcome.ts';
import type { ImageKey, Plan, ServiceName } from './plan.ts';
import type { RunId } from './run-id.ts';

/** Milliseconds since the Unix epoch. */
export type EpochMs = number;

/** What a cell is doing. A cell waits for its images before it takes a slot. */
export type Phase = 'network' | 'services' | 'test' | 'teardown';

export type EngineFacts = {
  /** `unix:///var/run/docker.sock`, `tcp://…`, `ssh://…`. */
  readonly address: string;
  /** `Docker Engine`, `Podman Engine`, … as it names itself. */
  readonly product: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly platform: string;
  readonly cpus: number;
  readonly memoryBytes: number;
};

/** What of the project's history was tested. */
export type SourceRevision = {
  /** The commit's full id. */
  readonly revision: string;
  /** There was more in the folder than the commit has. */
  readonly isDirty: boolean;
};

/** An image that another one was built on: as the Dockerfile names it, and what that meant, bare `sha256:…`. */
export type BaseDigest = { readonly reference: string; readonly digest: string };

/** How far an image is. `done` and `total` count build steps, or bytes of a pull; a total of 0 is unknown. */
export type Progress = {
  readonly done: number;
  readonly total: number;
  readonly unit: 'steps' | 'bytes';
  readonly text: string;
};

/** Why there was a run of one cell again: it says nothing of the others, and is no "last run" of the matrix. */
export type Purpose = 'repro' | 'bisect';

export type RunEvent = { readonly at: EpochMs } & (
  | {
      readonly type: 'run-started';
      readonly run: RunId;
      /** The matrix file as the user named it. */
      readonly file?: string;
      /** The project's folder on the machine of the run: what the plan's paths are below. */
      readonly root?: string;
      /** Absent for a run of the matrix. */
      readonly purpose?: Purpose;
      /** Absent where the project is in no repository. */
      readonly source?: SourceRevision;
      readonly plan: Plan;
      readonly engine: EngineFacts;
      readonly jobs: number;
    }
  /** It was not there, and is being built or pulled. */
  | { readonly type: 'image-started'; readonly image: ImageKey }
  | { readonly type: 'image-progress'; readonly image: ImageKey; readonly progress: Progress }
  /** `id` is the engine's content address, `digest` a registry's; `cached` says that it was there. */
  | {
      readonly type: 'image-ready';
      readonly image: ImageKey;
      readonly id: string;
      readonly digest?: string;
      /** What it was built on, as far as that is known; of one that was there already, what is locked. */
      readonly bases?: readonly BaseDigest[];
      readonly cached: boolean;
    }
  /** `transient` infrastructure trouble of a pull ends as an engine error of its cells, a failed build as not-built. */
  | {
      readonly type: 'image-failed';
      readonly image: ImageKey;
      readonly problem: Problem;
      /** Of one that did not build: what it was to be built on, as far as that is known. */
      readonly bases?: readonly BaseDigest[];
    }
  | { readonly type: 'cell-phase'; readonly cell: CellId; readonly attempt: number; readonly phase: Phase }
  | {
      readonly type: 'service-ready';
      readonly cell: CellId;
      readonly attempt: number;
      readonly service: ServiceName;
      /** Only where ports of it are reached from outside: `127.0.0.1:8080`. */
      readonly published?: readonly { readonly port: number; readonly address: string }[];
    }
  | {
      readonly type: 'service-lost';
      readonly cell: CellId;
      readonly attempt: number;
      readonly service: ServiceName;
      readonly exitCode: number;
      readonly logTail: readonly string[];
    }
  /** Files that the suite wrote are in the record. `truncated`: there were more than a record takes. */
  | {
      readonly type: 'collected';
      readonly cell: CellId;
      readonly attempt: number;
      readonly what: CollectedKind;
      readonly files: number;
      readonly truncated: boolean;
    }
  /** The files could not be had; the suite's outcome stands. */
  | { readonly type: 'not-collected'; readonly cell: CellId; readonly what: CollectedKind; readonly problem: Problem }
  /** It did not pass, and the cell is tried again: its suite was red, or the engine had a hiccup. */
  | {
      readonly type: 'attempt-failed';
      readonly cell: CellId;
      readonly attempt: number;
      readonly outcome: Outcome;
      readonly durationMs: number;
      /** Fewer of the suite's last lines than of the last attempt. */
      readonly outputTail: readonly string[];
    }
  | {
      readonly type: 'cell-finished';
      readonly cell: CellId;
      readonly outcome: Outcome;
      /** From taking its slot to knowing its outcome; 0 where it never took one. */
      readonly durationMs: number;
      readonly attempts: number;
      /** The last lines of the suite's output, without terminal escapes; empty where the cell is green. */
      readonly outputTail: readonly string[];
    }
  /** What the attempt stood on was left as it is, for somebody to look at. */
  | { readonly type: 'kept'; readonly cell: CellId; readonly attempt: number }
  | { readonly type: 'cancelling'; readonly reason: CancelReason }
  /** Something that we made and could not remove within the clean-up's deadline. */
  | { readonly type: 'left-over'; readonly resource: string; readonly problem: Problem }
  /** What is another since the red cells were green; only where the record has a run in which they were. */
  | { readonly type: 'compared'; readonly comparisons: readonly Comparison[] }
  | { readonly type: 'run-finished' }
);

/** `results`: what the tests say of themselves; `artifacts`: whatever else is to be kept. */
export const collectedKinds = ['results', 'artifacts'] as const;
export type CollectedKind = (typeof collectedKinds)[number];

/** Which stream of bytes: the suite of a cell, or one of its services. */
export type OutputSource = {
  readonly cell: CellId;
  readonly attempt: number;
  readonly source: { readonly service: ServiceName } | 'test';
};
