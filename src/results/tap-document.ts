// One document of TAP: its tests by what stands around them, and what is wrong with it as a whole. A test that has tests
// below it is counted by those.

import { type Frame, isFull, newFrame, noPlanProblem, planProblem, type Waiting } from './tap-frame.ts';
import { createTapHeadings, type TapHeadings } from './tap-headings.ts';
import type { TapLine, TapPoint } from './tap-line.ts';
import { openPoint } from './tap-point.ts';
import { createTapProblems, type TapProblems } from './tap-problems.ts';
import type { TapTests } from './tap-tests.ts';
import { mostLines } from './test-report.ts';

export type TapDocument = {
  /** False where the line begins another document; all others are taken. Throws Unreadable where there are too many tests. */
  take(line: string, read: TapLine | undefined): boolean;
  /** No more comes: what waits for its name gets it. */
  end(): void;
  /** Whether it has any TAP. */
  isBegun(): boolean;
  /** What is wrong with it as a whole; asked once, at its end. */
  problems(): TapProblems;
};

/** Nobody reads more failures, and taking them apart takes a while. */
const mostInOrder = 1_000;
/** An error with its stack is shorter. */
const mostAbove = 4 * mostLines;

type State = {
  readonly tests: TapTests;
  readonly frames: [Frame, ...Frame[]];
  readonly problems: TapProblems;
  waiting: Waiting | undefined;
  failures: number;
  isBegun: boolean;
  hasVersion: boolean;
  bailOut: string | undefined;
  readonly headings: TapHeadings;
  /** The last comments of the document itself since the test before. */
  above: string[];
};

export function createTapDocument(tests: TapTests): TapDocument {
  const state: State = {
    tests,
    frames: [newFrame(0, tests.count(), '')],
    problems: createTapProblems(),
    waiting: undefined,
    failures: 0,
    isBegun: false,
    hasVersion: false,
    bailOut: undefined,
    headings: createTapHeadings(),
    above: [],
  };
  return {
    take(line, read) {
      if (read && beginsAnother(state, read)) return false;
      if (state.bailOut !== undefined || state.waiting?.open.takes(line, read)) return true;
      if (read) takeTap(state, read);
      return true;
    },
    end() {
      arrive(state, 0);
      flushBelow(state, state.frames[0]);
    },
    isBegun: () => state.isBegun,
    problems() {
      for (const problem of wholeProblems(state)) state.problems.add(problem);
      return state.problems;
    },
  };
}

/** A document begins with its version or its plan; where it has neither at its start, with its first test. */
function beginsAnother(state: State, read: TapLine): boolean {
  if (read.level > 0) return false;
  const [whole] = state.frames;
  switch (read.kind) {
    case 'version':
      return state.isBegun;
    case 'plan':
      return whole.planned !== undefined || state.bailOut !== undefined;
    case 'point':
      return isFull(whole) && (read.id === 1 || (whole.isPlanLast && !whole.isNumbered));
    case 'subtest':
      return isFull(whole);
    default:
      return false;
  }
}

const isBeginning: ReadonlySet<TapLine['kind']> = new Set(['version', 'plan', 'point', 'subtest', 'bail-out']);

function takeTap(state: State, read: TapLine): void {
  state.isBegun ||= isBeginning.has(read.kind);
  if (read.kind === 'point') takePoint(state, read);
  else if (read.kind === 'plan') takePlan(state, read);
  else if (read.kind === 'subtest') {
    const frame = arrive(state, read.level);
    flushBelow(state, frame);
    frame.announced = read.name;
    state.headings.subtest();
  } else if (read.kind === 'version') state.hasVersion ||= read.level === 0;
  else if (read.kind === 'bail-out') {
    arrive(state, 0);
    state.bailOut = read.reason;
  } else if (read.kind === 'comment') {
    if (read.level === 0) takeComment(state, read.text);
  } else takeBrace(state, read);
}

function takeComment({ headings, above }: State, text: string): void {
  headings.comment(text);
  above.push(text);
  if (above.length > mostAbove) above.shift();
}

function takePlan(state: State, { level, tests }: TapLine & { readonly kind: 'plan' }): void {
  const frame = arrive(state, level);
  flushBelow(state, frame);
  if (frame.planned !== undefined) return;
  // Of a file in which none of its tests is wanted node:test hands on the plan, which is no plan of the others.
  if (tests === 0 && frame.seen > 0) return;
  frame.planned = tests;
  frame.isPlanLast = frame.seen > 0;
}

/** The opening one stands alone where the test has something to tell before it. */
function takeBrace(state: State, { kind, level }: TapLine): void {
  const { waiting } = state;
  const isOwn = waiting?.open.point.level === level;
  if (kind === 'open') {
    if (isOwn) waiting.opens = true;
    return;
  }
  // Nothing stood between: it is no part of the name.
  if (isOwn && waiting.opens) waiting.opens = false;
  arrive(state, level);
}

function takePoint(state: State, point: TapPoint): void {
  const there = state.frames.find(({ level }) => level === point.level);
  // Where the others have numbers it is no test: prove's "ok", or something that is printed.
  if (there?.isNumbered && point.id === undefined) return;
  const frame = arrive(state, point.level);
  state.headings.point({ hasVersion: state.hasVersion, hasPlan: state.frames[0].planned !== undefined });
  frame.seen += 1;
  frame.isNumbered ||= point.id !== undefined;
  const { above } = state;
  state.above = [];
  state.waiting = {
    open: openPoint(point, { withComments: !state.headings.areUsed(), above }),
    name: point.description || frame.announced || `test ${point.id ?? frame.seen}`,
    heading: point.level === 0 ? state.headings.last() : '',
    below: frame.below?.start,
    opens: point.opens,
  };
  delete frame.below;
  frame.announced = '';
}

/** Goes to a level: the tests of those below it are complete. */
function arrive(state: State, level: number): Frame {
  const { frames, tests, waiting } = state;
  if (waiting?.opens && waiting.open.point.level < level) {
    state.waiting = undefined;
    frames.push({ ...newFrame(level, tests.count(), waiting.name), opener: waiting });
  } else settle(state);
  let top = topOf(state);
  while (top.level > level) {
    leaveFrame(state, top);
    top = topOf(state);
  }
  if (top.level < level) {
    flushBelow(state, top);
    frames.push(newFrame(level, tests.count(), top.announced));
  }
  return topOf(state);
}

function topOf({ frames }: State): Frame {
  return frames.at(-1) ?? frames[0];
}

function leaveFrame(state: State, frame: Frame): void {
  flushBelow(state, frame);
  state.frames.pop();
  for (const problem of planProblem(frame)) state.problems.add(problem);
  const { name, start, opener } = frame;
  if (opener) {
    state.waiting = { ...opener, opens: false, below: start };
    settle(state);
  } else topOf(state).below = { start, name };
}

/** The line of the test around them did not come. */
function flushBelow(state: State, frame: Frame): void {
  if (!frame.below) return;
  state.tests.nest(frame.below.start, frame.below.name);
  delete frame.below;
  frame.announced = '';
}

/** No more is told of the test whose line was read last. */
function settle(state: State): void {
  const { waiting, tests } = state;
  if (!waiting) return;
  state.waiting = undefined;
  const { open, heading, below = tests.count() } = waiting;
  const { ok, directive } = open.point;
  const name = waiting.opens ? `${waiting.name} {` : (open.file() ?? waiting.name);
  const hasBelow = below < tests.count();
  tests.nest(below, name);
  if (directive === 'todo') tests.excuse(below);
  const isOwn = !ok && directive === undefined && !tests.hasRed(below);
  if (!hasBelow || isOwn) {
    const durationMs = open.durationMs();
    const failure = isOwn ? open.failure(state.failures++ < mostInOrder) : [];
    tests.add({
      name,
      outcome: directive !== undefined ? 'skipped' : ok ? 'passed' : 'failed',
      ...(durationMs === undefined ? {} : { durationMs }),
      ...(failure.length > 0 ? { failure } : {}),
    });
  }
  if (heading !== name) tests.nest(below, heading);
}

function wholeProblems({ bailOut, tests, frames: [whole] }: State): readonly string[] {
  if (bailOut !== undefined) return [bailOut === '' ? 'bailed out' : `bailed out: ${bailOut}`];
  return whole.planned === undefined ? [noPlanProblem(tests.count() - whole.start)] : planProblem(whole);
}
