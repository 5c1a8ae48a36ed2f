// What the HTML page knows of a run: plain JSON, made by make-page-data.ts and shown by src/page/. Everything in it is
// fit to be shown as text; nothing in it is ever markup.

import type { Tone } from '../palette.ts';

/** Milliseconds since the run started. */
export type Since = number;
/** Position in `PageData.cells`. */
export type CellAt = number;
/** Position in `PageData.images`; -1 where the image is not known. */
export type ImageAt = number;

export type PageData = {
  readonly name: string;
  readonly run: string;
  /** `7 passed, 2 failed in 17.3s`. */
  readonly summary: string;
  readonly look: PageLook;
  /** `fails exactly where node<15`. */
  readonly where?: string;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt?: number;
  readonly lengthMs: number;
  readonly axes: readonly PageAxis[];
  /** The outcomes that occur, in the order in which they are told. */
  readonly outcomes: readonly PageOutcome[];
  readonly cells: readonly PageCell[];
  readonly images: readonly PageImage[];
  readonly failures: readonly PageFailure[];
  /** Absent where no cell has reports of its tests. */
  readonly tests?: PageTests;
  /** The engine, the matrix file and so on, as pairs of a name and a text. */
  readonly environment: readonly (readonly [name: string, text: string])[];
  /** What whoever reads the page has to know besides: reports that cannot be read, things left behind. */
  readonly warnings: readonly string[];
};

/** A sign, a word and a colour: never a colour alone. */
export type PageLook = { readonly sign: string; readonly word: string; readonly tone: Tone };

export type PageOutcome = PageLook & { readonly cells: number };

export type PageAxis = { readonly name: string; readonly values: readonly string[] };

export type PageCell = {
  readonly id: string;
  /** For each axis the position of its value; null where the cell has none. */
  readonly values: readonly (number | null)[];
  /** Position in `PageData.outcomes`. */
  readonly outcome: number;
  /** In a few words, `exit code 1`; empty where there is nothing to say. */
  readonly why: string;
  readonly durationMs: number;
  readonly attempts: number;
  /** What it waited for before it took its slot. */
  readonly waits: readonly PageWait[];
  readonly phases: readonly PagePhase[];
  readonly image: ImageAt;
  readonly services: readonly (readonly [name: string, image: ImageAt])[];
  readonly command: string;
  readonly reproduce: string;
  /** `12 passed, 1 failed`; empty where it has no reports. */
  readonly tests: string;
  readonly logs: readonly PageLog[];
};

export type PageWait = {
  readonly kind: 'image' | 'slot';
  /** `image node 13`, `a slot`. */
  readonly for: string;
  readonly start: Since;
  readonly end: Since;
};

export type PagePhase = { readonly name: string; readonly attempt: number; readonly start: Since; readonly end: Since };

export type PageImage = {
  readonly label: string;
  readonly key: string;
  /** What a registry calls it, else the engine's content address; absent where the image was not had. */
  readonly digest?: string;
  readonly state: string;
  /** Absent where it was there already. */
  readonly work?: { readonly start: Since; readonly end: Since };
};

export type PageFailure = {
  readonly look: PageLook;
  readonly cells: readonly CellAt[];
  readonly why: string;
  readonly lines: readonly string[];
  /** `and 4 more tests that fail in these cells`, or empty. */
  readonly more: string;
  /** What is another since these cells were green, a sentence each. */
  readonly compared: readonly string[];
  /** What is probably wrong, or empty. */
  readonly hint: string;
  readonly reproduce: string;
};

export type PageTests = {
  /** The cells that have reports. */
  readonly columns: readonly CellAt[];
  readonly rows: readonly PageTest[];
  /** How many more tests there are that are not green everywhere. */
  readonly more: number;
};

export type PageTest = {
  readonly name: string;
  /** A letter for each column: passed, failed, flaky, skipped, or `-` where the cell does not have it. */
  readonly outcomes: string;
  readonly where?: string;
  /** What it failed with, each text once. */
  readonly failures: readonly { readonly cells: readonly CellAt[]; readonly lines: readonly string[] }[];
};

/** A log that the page holds; its lines stand in an element of their own, since most are never looked at. */
export type PageLog = {
  /** The id of that element. */
  readonly id: string;
  /** `suite`, or the name of a service. */
  readonly of: string;
  readonly attempt: number;
  /** How many lines it has in all. */
  readonly lines: number;
};

/** The content of such an element. */
export type PageLogLines = {
  /** From the first line on. */
  readonly first: readonly string[];
  /** How many lines are left out between the two. */
  readonly omitted: number;
  /** Up to the last line. */
  readonly last: readonly string[];
};
