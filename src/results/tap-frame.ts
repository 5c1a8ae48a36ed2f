// The tests of one level of TAP: those of the document, or those below a test.

import type { OpenPoint } from './tap-point.ts';

export type Frame = {
  readonly level: number;
  /** Where its tests begin. */
  readonly start: number;
  /** Of the test around it, as far as it was announced. */
  readonly name: string;
  /** The test around it, where its line stands above. */
  readonly opener?: Waiting;
  seen: number;
  isNumbered: boolean;
  planned?: number;
  isPlanLast: boolean;
  /** The name of what comes next. */
  announced: string;
  /** Tests of the level below, which was left; the line of the test around them is next. */
  below?: { readonly start: number; readonly name: string };
};

/** A test whose line was read; what is told of it, and the tests below it, may come yet. */
export type Waiting = {
  readonly open: OpenPoint;
  readonly name: string;
  readonly heading: string;
  /** Where the tests below it begin, if they came before it. */
  readonly below: number | undefined;
  opens: boolean;
};

export function newFrame(level: number, start: number, name: string): Frame {
  return { level, start, name, seen: 0, isNumbered: false, isPlanLast: false, announced: '' };
}

/** Whether it has all that it planned. */
export function isFull({ planned, isPlanLast, seen }: Frame): boolean {
  return planned !== undefined && (isPlanLast || seen >= planned);
}

/** What is wrong where it planned other than it has. */
export function planProblem({ planned, seen, name }: Frame): readonly string[] {
  if (planned === undefined || planned === seen) return [];
  return [`planned ${counted(planned)}${name === '' ? '' : ` of "${name}"`}, saw ${seen}`];
}

/** What is wrong where nothing was planned. */
export function noPlanProblem(tests: number): string {
  return `saw ${counted(tests)} and no plan: it may have ended early`;
}

function counted(tests: number): string {
  return tests === 1 ? '1 test' : `${tests} tests`;
}
