import type { CellId } from '../model/cell.ts';
import type { OutputSource, RunEvent } from '../model/event.ts';
import type { CellPlan } from '../model/plan.ts';
import type { Summary } from '../model/summary.ts';
import type { RunTests } from '../model/test-result.ts';

/** Tells people, or a program, of a run as it goes on. */
export type Reporter = {
  /** Takes an event and the summary that already contains it. */
  event(event: RunEvent, summary: Summary): void;
  /** Takes what a suite or a service prints, secrets masked, as it comes. Only where a reporter shows it. */
  output?(source: OutputSource, bytes: Uint8Array): void;
  /** Draws what changed by itself, such as time. To be called some ten times a second; `now` in epoch milliseconds. */
  tick(now: number): void;
  /** Tells how the run ended, and its tests where cells have reports. Nothing comes after it. */
  finish(summary: Summary, tests?: RunTests): void;
  /** Gives the terminal back as it was found. Safe at any time, and more than once. */
  restore(): void;
};

/** What a report says beyond the summary. */
export type ReportOptions = {
  /** The matrix file as the user would type it in a command; left out of commands where absent. */
  readonly file?: string;
  /** How long cells usually take, in milliseconds; the live table measures them by it. */
  readonly usual?: ReadonlyMap<CellId, number>;
  /** More words of the command that reproduces a failure, unquoted. */
  readonly extra?: readonly string[];
  /** The command that shows a cell's failure again, where that is not a run of this cell by its file. */
  readonly reproduce?: (cell: CellId) => string;
  /** Where the whole output of a stream is kept, relative to the caller's folder; undefined where it is not. */
  readonly logPath?: (source: OutputSource) => string | undefined;
  /** Where it is red, in a sentence such as `fails exactly where node<15`; undefined where there is none. */
  readonly whereRed?: (summary: Summary) => string | undefined;
  /** The same of one test, without the verb: `exactly where node<15`. Undefined is a cell that did not say. */
  readonly whereOf?: (
    cells: readonly { readonly cell: CellPlan; readonly isRed: boolean | undefined }[],
  ) => string | undefined;
};
