// Axes to cells: the product in the order written, first axis slowest; then `exclude`; then `include`; then `cover`.

import { allDoubt, type Doubt, noDoubt } from '../config/doubt.ts';
import { type Cell, type Values, valueText } from '../model/cell.ts';
import type { Cover, SkippedCell } from '../model/plan.ts';
import type { Selector, SelectorMap } from '../model/selector.ts';
import type { Axis } from './axis.ts';
import { axisId, cellIds } from './cell-id.ts';
import { checkAxes, checkCoverSize, checkProductSize } from './check-axes.ts';
import { checkSelector, valueSpace } from './check-selector.ts';
import { coverCells } from './cover-cells.ts';
import { applyIncludes } from './include.ts';
import type { MatrixProblem } from './problem.ts';
import { product, productSize } from './product.ts';
import { createMatcher, formatSelector, selectorOf } from './selector.ts';

export type MatrixInput = {
  readonly axes: readonly Axis[];
  readonly exclude: readonly SelectorMap[];
  readonly include: readonly Values[];
  readonly cover: 'all' | number;
};

export type Expansion = {
  readonly cells: readonly Cell[];
  readonly skipped: readonly SkippedCell[];
  readonly cover: Cover;
  /** What a selection of the cells still covers. */
  readonly coverOf: (selected: readonly Cell[]) => Cover;
  /** Whether some cell of the whole matrix matches, one that `cover` left out as well. */
  readonly canMatch: (selector: Selector) => boolean;
  readonly problems: readonly MatrixProblem[];
  /** What was in doubt before, and what is because of the problems. */
  readonly doubt: Doubt;
};

/** The cells of a matrix before their places in it and their ids are known. */
type Drawn = {
  readonly cells: readonly Values[];
  /** From where on cells are not of the product: entries of `include` that joined none. */
  readonly standsFrom: number;
  readonly left: readonly LeftOut[];
  readonly cover: Cover;
  readonly canMatch?: Expansion['canMatch'];
  readonly coveredBy: (selected: readonly Cell[]) => number;
};

export type LeftOut = { readonly values: Values; readonly reason: string };

/**
 * Expands the axes. Pure: the same input gives the same cells, ids and order. Problems are told all at once; an
 * `exclude` that is wrong excludes nothing, a value that is there twice counts once, an axis without values is in doubt
 * like what `doubt` says, and a matrix that is too large has no cells, so that all of it is.
 */
export function expandMatrix(input: MatrixInput, doubt: Doubt = noDoubt): Expansion {
  const { exclude, cover } = input;
  const axes = input.axes.filter(({ values }) => values.length > 0).map(withoutRepeats);
  const empty = new Set(input.axes.filter(({ values }) => values.length === 0).map(({ name }) => name));
  const doubtHere =
    empty.size === 0 ? doubt : { any: true, about: (key: string) => empty.has(key) || doubt.about(key) };
  const tooLarge = cover === 'all' ? checkProductSize(axes) : checkCoverSize(axes, cover);
  const excludes = checkExcludes(exclude, axes, doubtHere);
  const problems = [...checkAxes(input.axes), ...tooLarge, ...excludes];
  if (tooLarge.length > 0) return { ...nothing, problems, doubt: allDoubt };

  const wrong = new Set(excludes.map(({ path: [, index] }) => index));
  const selectors = exclude.map(selectorOf).filter((_, index) => !wrong.has(index));
  const right = { ...input, axes };
  const drawn = cover === 'all' ? everyCell(right, selectors) : coverCells(right, selectors, cover);
  const cells = numbered(axes, drawn.cells);
  const brought = new Set(drawn.cells.slice(drawn.standsFrom).map((values) => axisId(axes, values)));
  const left = cellIds(
    axes,
    drawn.left.map(({ values }) => values),
  );
  return {
    cells,
    // What an include brings back is not left out.
    skipped: drawn.left
      .map(({ values, reason }, index) => ({ id: left[index] ?? '', values, reason }))
      .filter(({ values }) => brought.size === 0 || !brought.has(axisId(axes, values))),
    cover: drawn.cover,
    coverOf: (selected) =>
      selected.length === cells.length ? drawn.cover : { ...drawn.cover, covered: drawn.coveredBy(selected) },
    canMatch: (selector) => cells.some(createMatcher(selector)) || (drawn.canMatch?.(selector) ?? false),
    problems: doubtHere.any ? problems : [...problems, ...checkUnique(cells)],
    doubt: doubtHere,
  };
}

const noCover: Cover = { strength: 'all', tuples: 0, covered: 0, product: 0 };

const nothing = {
  cells: [],
  skipped: [],
  cover: noCover,
  coverOf: () => noCover,
  canMatch: () => false,
} as const;

function withoutRepeats({ name, values }: Axis): Axis {
  const seen = new Set<string>();
  return { name, values: values.filter((value) => seen.size < seen.add(valueText(value)).size) };
}

function numbered(axes: readonly Axis[], all: readonly Values[]): readonly Cell[] {
  const ids = cellIds(axes, all);
  return all.map((values, index) => ({ id: ids[index] ?? '', index, values }));
}

function everyCell({ axes, include }: MatrixInput, excludes: readonly Selector[]): Drawn {
  const kept: Values[] = [];
  const left: LeftOut[] = [];
  const matchers = excludes.map(createMatcher);
  for (const values of product(axes)) {
    const by = matchers.findIndex((matches) => matches({ values }));
    if (by === -1) kept.push(values);
    else left.push({ values, reason: `excluded by ${formatSelector(excludes[by] ?? [])}` });
  }
  const cells = applyIncludes(axes, kept, include);
  return {
    cells,
    standsFrom: kept.length,
    left,
    cover: { strength: 'all', tuples: cells.length, covered: cells.length, product: Number(productSize(axes)) },
    coveredBy: ({ length }) => length,
  };
}

function checkExcludes(exclude: readonly SelectorMap[], axes: readonly Axis[], doubt: Doubt): readonly MatrixProblem[] {
  const space = valueSpace(axes.flatMap(({ name, values }) => values.map((value) => [name, value] as const)));
  return exclude.flatMap((map, index) => checkSelector(selectorOf(map), space, ['exclude', index], doubt));
}

function checkUnique(cells: readonly Cell[]): readonly MatrixProblem[] {
  const seen = new Set<string>();
  return cells.flatMap(({ id }) => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ path: ['include'], message: `two cells are the same: ${id}`, hint: 'give one of them another value' }];
  });
}
