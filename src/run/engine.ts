// The engine as the run sees it: a port with only the verbs that a run needs, in our words. docker/ implements it
// for Docker's API, test/fake-engine.ts in memory.

import type { CellId } from '../model/cell.ts';
import type { BaseDigest, EngineFacts, Progress } from '../model/event.ts';
import type { Problem } from '../model/outcome.ts';
import type { ImageKey, ImagePlan, ServiceName, ServicePlan, TestPlan } from '../model/plan.ts';
import type { RunId } from '../model/run-id.ts';

/** Whose something is: the process that made it, recognisable even after its pid was given to another. */
export type Owner = {
  readonly run: RunId;
  readonly host: string;
  readonly pid: number;
  /** When the process started, in whatever form the platform tells it; only ever compared for equality. */
  readonly processStart: string;
  /** The folder of the project that it was made for, where that is known. */
  readonly project?: string;
};

/**
 * `id` is the engine's content address, `digest` what a registry calls it (`postgres@sha256:…`), where it came from one,
 * `bases` what a built one is known to be built on.
 * `cached`: it was there already, and cost one look-up. `exposes`: the TCP ports that it says it listens on.
 */
export type ReadyImage = {
  readonly id: string;
  readonly digest?: string;
  readonly bases?: readonly BaseDigest[];
  readonly cached: boolean;
  readonly exposes?: readonly number[];
};

/** A port of a container, to be reached on 127.0.0.1 of the engine's machine: at that port, or at one that is free. */
export type Publish = { readonly port: number; readonly at?: number };

/** Where a port came to be reached: `127.0.0.1:8080`. */
export type Published = { readonly port: number; readonly address: string };

/** `outOfMemory`: the kernel killed a process of it at its memory limit. */
export type Exit = { readonly exitCode: number; readonly outOfMemory: boolean };

/**
 * Takes bytes in order; an empty array marks the end of the stream. The engine waits for a returned promise before it
 * hands over more: that is the backpressure.
 */
export type OutputSink = (bytes: Uint8Array) => Promise<void> | undefined;

/** Somebody, or some program, that types at a container and reads what it prints. */
export type Terminal = {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** False: a pipe, whose end is the end of the input. */
  readonly isTty: boolean;
  /** In characters; undefined where there is no window. */
  size(): { readonly columns: number; readonly rows: number } | undefined;
  /** Calls back when the size changes, until the function that it returns is called. */
  onResize(listener: () => void): () => void;
};

/** Something that we made and could not remove. */
export type LeftOver = { readonly resource: string; readonly problem: Problem };

export interface Engine {
  facts(): Promise<EngineFacts>;
  /** Why the engine does not answer; undefined when it does. `isGone`: there is nobody where it was. Never rejects. */
  silence(): Promise<{ readonly reason: string; readonly isGone: boolean } | undefined>;
  /**
   * Makes sure that the image is on the engine. Tells a first progress as soon as it is known not to be there. Rejects
   * with BuildFailure or EngineFailure.
   */
  ensureImage(
    image: ImagePlan,
    options: { readonly signal: AbortSignal; readonly onProgress: (progress: Progress) => void },
  ): Promise<ReadyImage>;
  /** The place of one attempt of one cell. Makes nothing yet, so that its release can be registered first. */
  sandbox(options: {
    readonly cell: CellId;
    readonly cellIndex: number;
    readonly attempt: number;
    readonly owner: Owner;
    /** False: the network has no way out. */
    readonly internet: boolean;
    readonly joins?: Joined;
  }): Sandbox;
}

/**
 * A sandbox that was kept, by its run and the id of its network: another one joins it, holds it for as long as it is open,
 * so that nobody ends it meanwhile, and leaves it standing when it closes.
 */
export type Joined = { readonly run: RunId; readonly networkId: string };

/** An isolated network and all that stands on it. */
export interface Sandbox {
  /** Makes the network. Everything below rejects with EngineFailure when the engine fails us. */
  open(): Promise<void>;
  startService(
    name: ServiceName,
    plan: ServicePlan,
    options: { readonly imageId: string; readonly onOutput: OutputSink; readonly publish?: readonly Publish[] },
  ): Promise<RunningService>;
  startTest(
    plan: TestPlan,
    options: {
      readonly image: ImageKey;
      readonly imageId: string;
      readonly secrets: Readonly<Record<string, string>>;
      readonly onOutput: OutputSink;
    },
  ): Promise<RunningTest>;
  /** Starts a shell, or the command, where the suite would be, with what the suite would have. */
  startShell(
    plan: TestPlan,
    options: {
      readonly imageId: string;
      readonly secrets: Readonly<Record<string, string>>;
      readonly terminal: Terminal;
      readonly command?: readonly string[];
    },
  ): Promise<Pick<RunningTest, 'exited'> & WithSource>;
  /** Runs a command in the container of a service that runs. */
  enterService(
    name: ServiceName,
    options: { readonly command: readonly string[]; readonly terminal: Terminal },
  ): Promise<Pick<RunningTest, 'exited'>>;
  /** Starts the image, or the command in it, where the suite would be, with what the suite would have. */
  startApp(
    plan: TestPlan,
    options: {
      readonly imageId: string;
      readonly secrets: Readonly<Record<string, string>>;
      readonly onOutput: OutputSink;
      /** Without one the image does what it does by itself. */
      readonly command?: readonly string[];
      readonly publish: readonly Publish[];
    },
  ): Promise<Pick<RunningService, 'exited' | 'published'> & WithSource>;
  /** Lets everything stand as it is, and goes: what has no owner any more is removed by `matrix clean`. */
  keep(): Promise<void>;
  /** Ends and removes everything in reverse, within a deadline of its own. Never rejects; tells what is left. */
  close(): Promise<readonly LeftOver[]>;
}

export type WithSource = {
  /** Takes over what has changed of the source since; only where the plan has one to be put there. */
  updateSource?(): Promise<void>;
};

export interface RunningService {
  /** Resolves when one of the plan's probes is satisfied; ends quietly looking when the signal aborts. */
  ready(signal: AbortSignal): Promise<void>;
  /** Resolves after its last byte of output was taken. Rejects with EngineFailure when it was removed before its end. */
  readonly exited: Promise<Exit>;
  /** Those of its ports that are reached from outside. */
  readonly published: readonly Published[];
}

/** Takes a file that the suite wrote: its path relative to the working folder, and its content, to be read to the end. */
export type FileSink = (path: string, content: AsyncIterable<Uint8Array>) => Promise<void>;

/** `truncated`: there were more, or larger ones, than are taken from one cell. */
export type Collected = { readonly files: number; readonly truncated: boolean };

export interface RunningTest {
  /** Hands over the files that match, of a suite that has ended. Rejects with EngineFailure. */
  collect(patterns: readonly string[], sink: FileSink): Promise<Collected>;
  /** Resolves after its last byte of output was taken. Rejects with EngineFailure when it was removed before its end. */
  readonly exited: Promise<Exit>;
}

/** The engine or the registry failed us. `transient`: worth trying again after a while. */
export class EngineFailure extends Error {
  override readonly name = 'EngineFailure';
  readonly detail: readonly string[];
  readonly transient: boolean;

  constructor(
    message: string,
    options: { readonly transient: boolean; readonly detail?: readonly string[]; readonly cause?: unknown },
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.detail = options.detail ?? [];
    this.transient = options.transient;
  }
}

/** An image did not build: the message names the failing step, the detail is what that step printed. */
export class BuildFailure extends Error {
  override readonly name = 'BuildFailure';
  readonly detail: readonly string[];
  /** What it was being built on, as far as that is known. */
  readonly bases: readonly BaseDigest[];

  constructor(message: string, detail: readonly string[], bases: readonly BaseDigest[] = []) {
    super(message);
    this.detail = detail;
    this.bases = bases;
  }
}
