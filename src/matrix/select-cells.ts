// --only and --except: which of the cells are wanted this time.

import { MatrixError } from '../errors.ts';
import type { Cell, CellId } from '../model/cell.ts';
import type { SkippedCell } from '../model/plan.ts';
import type { Selector } from '../model/selector.ts';
import { checkSelector, matchesNothing, type ValueSpace, valueSpaceOf } from './check-selector.ts';
import { createMatcher, parseSelector } from './selector.ts';

export type Selection = {
  /** Their `index` is their position among those that are left. */
  readonly cells: readonly Cell[];
  readonly skipped: readonly SkippedCell[];
  /** What is wrong with the words of a selector. */
  readonly problems: readonly SelectionProblem[];
  /** Selectors that are right and match no cell. */
  readonly unmatched: readonly SelectionProblem[];
};

export type SelectionProblem = { readonly message: string; readonly hint?: string };

export type SelectionOptions = {
  readonly only: readonly string[];
  readonly except: readonly string[];
  /** Of what is left these cells, and why not the others. */
  readonly among?: { readonly ids: ReadonlySet<CellId>; readonly reason: string };
};

/** Keeps the cells that some `only` matches (all, where there is none) and no `except`. */
export function selectCells(
  cells: readonly Cell[],
  leftOut: readonly SkippedCell[],
  { only, except, among }: SelectionOptions,
): Selection {
  // A value that only excluded cells have is one, and what became of them is told.
  const space = only.length + except.length > 0 ? valueSpaceOf([...cells, ...leftOut]) : new Map<string, string[]>();
  const wanted = only.map((text) => readFlag('--only', text, cells, leftOut, space));
  const unwanted = except.map((text) => readFlag('--except', text, cells, leftOut, space));
  const flags = [...wanted, ...unwanted];

  const isWanted = anyOf(wanted);
  const isUnwanted = anyOf(unwanted);
  const selected: Cell[] = [];
  const skipped: SkippedCell[] = [];
  const skip = ({ id, values }: Cell, reason: string) => skipped.push({ id, values, reason });
  for (const cell of cells) {
    if (wanted.length > 0 && !isWanted(cell)) skip(cell, 'not selected by --only');
    else if (isUnwanted(cell)) skip(cell, 'left out by --except');
    else if (among && !among.ids.has(cell.id)) skip(cell, among.reason);
    else selected.push(cell);
  }
  return {
    cells: selected.map((cell, index) => (cell.index === index ? cell : { ...cell, index })),
    skipped,
    problems: flags.flatMap(({ problems }) => problems),
    unmatched: flags.flatMap(({ unmatched }) => unmatched),
  };
}

/** The cells that a command's word for one selects, or what is wrong with that word. */
function cellsNamed(text: string, cells: readonly Cell[]): readonly Cell[] | SelectionProblem {
  const { selector, problems, unmatched } = readFlag('cell', text, cells, [], valueSpaceOf(cells));
  return problems[0] ?? unmatched[0] ?? cells.filter(selector ? createMatcher(selector) : () => false);
}

/** The cells that a command's word means, in their order. Throws a MatrixError (`usage`) where it means none. */
export function theCells<One extends Cell>(text: string, cells: readonly One[]): readonly One[] {
  const named = cellsNamed(text, cells);
  if ('message' in named)
    throw new MatrixError('usage', named.message, named.hint === undefined ? {} : { hint: named.hint });
  return cells.filter(({ id }) => named.some((cell) => cell.id === id));
}

/** The one cell that a command's word means. Throws a MatrixError (`usage`) where it means none or several. */
export function theCell<One extends Cell>(text: string, cells: readonly One[]): One {
  const [first, ...more] = theCells(text, cells);
  if (first && more.length === 0) return first;
  throw new MatrixError('usage', `"${text}" is ${more.length + 1} cells, and one is wanted`, {
    hint: `such as ${first?.id}`,
  });
}

type Flag = {
  readonly selector: Selector | undefined;
  readonly problems: readonly SelectionProblem[];
  readonly unmatched: readonly SelectionProblem[];
};

function readFlag(
  flag: '--only' | '--except' | 'cell',
  text: string,
  cells: readonly Cell[],
  leftOut: readonly SkippedCell[],
  space: ValueSpace,
): Flag {
  const parsed = parseSelector(text);
  if (!parsed.ok) {
    const message = `${flag} '${text}', column ${parsed.column}: ${parsed.message}`;
    return { selector: undefined, problems: [{ message }], unmatched: [] };
  }
  const { selector } = parsed;
  const problems = checkSelector(selector, space, []).map(({ message, hint }) => ({
    message: `${flag} '${text}': ${message}`,
    ...(hint === undefined ? {} : { hint }),
  }));
  if (problems.length > 0) return { selector, problems, unmatched: [] };
  const matches = createMatcher(selector);
  if (cells.some(matches)) return { selector, problems: [], unmatched: [] };
  const dropped = leftOut.find(matches);
  if (dropped) {
    const message = `${flag} '${text}': no cell matches`;
    return { selector, problems: [], unmatched: [{ message, hint: `${dropped.id} is ${dropped.reason}` }] };
  }
  const { hint } = matchesNothing(selector, cells);
  const message = `${flag} '${text}': no cell matches`;
  return { selector, problems: [], unmatched: [hint === undefined ? { message } : { message, hint }] };
}

function anyOf(flags: readonly Flag[]): (cell: Cell) => boolean {
  const matchers = flags.flatMap(({ selector }) => (selector ? [createMatcher(selector)] : []));
  return (cell) => matchers.some((matches) => matches(cell));
}
