// Axes to cells: the product in the order written, first axis slowest; then `exclude`; then `include`.

import { type Cell, type Values, valueText } from '../model/cell.ts';
import type { SkippedCell } from '../model/plan.ts';
import type { Selector, SelectorMap } from '../model/selector.ts';
import type { Axis } from './axis.ts';
import { cellIds } from './cell-id.ts';
import { selectorProblems, valueSpace } from './check-selector.ts';
import { applyIncludes } from './include.ts';
import type { MatrixProblem } from './problem.ts';
import { formatSelector, matches, selectorOf } from './selector.ts';

export type MatrixInput = {
  readonly axes: readonly Axis[];
  readonly exclude: readonly SelectorMap[];
  readonly include: readonly Values[];
};

/** `cells` is of no account where there are problems. */
export type Expansion = {
  readonly cells: readonly Cell[];
  readonly skipped: readonly SkippedCell[];
  readonly problems: readonly MatrixProblem[];
};

/** More cells than anybody can run; refused before any of them is made. */
const mostCells = 1_000_000;

/** Expands the axes. Pure: the same input gives the same cells, ids and order. */
export function expandMatrix({ axes, exclude, include }: MatrixInput): Expansion {
  const refused = [...checkAxes(axes), ...checkSize(axes)];
  if (refused.length > 0) return { cells: [], skipped: [], problems: refused };

  const all = product(axes);
  const selectors = exclude.map(selectorOf);
  const problems = checkExcludes(selectors, axes, all);
  const kept: Values[] = [];
  const dropped: { values: Values; reason: string }[] = [];
  for (const values of all) {
    const by = selectors.find((selector) => matches(selector, { values }));
    if (by) dropped.push({ values, reason: `excluded by ${formatSelector(by)}` });
    else kept.push(values);
  }

  const everything = applyIncludes(axes, kept, include);
  const ids = cellIds(axes, everything);
  const cells = everything.map((values, index): Cell => ({ id: ids[index] ?? '', index, values }));
  const droppedIds = cellIds(
    axes,
    dropped.map(({ values }) => values),
  );
  const skipped = dropped.map(({ values, reason }, index) => ({ id: droppedIds[index] ?? '', values, reason }));
  return { cells, skipped, problems: [...problems, ...checkUnique(cells)] };
}

/** No axes: no cells, as GitHub has it, and not the one cell that has no values. */
function product(axes: readonly Axis[]): readonly Values[] {
  if (axes.length === 0) return [];
  let cells: Values[] = [{}];
  for (const { name, values } of axes)
    cells = cells.flatMap((cell) => values.map((value) => ({ ...cell, [name]: value })));
  return cells;
}

function checkAxes(axes: readonly Axis[]): readonly MatrixProblem[] {
  return axes.flatMap(({ name, values }) => {
    if (values.length === 0) return [{ path: ['axes', name], message: `the axis "${name}" has no values` }];
    const texts = values.map(valueText);
    return texts.flatMap((text, index) =>
      texts.indexOf(text) < index
        ? [{ path: ['axes', name, index], message: `the axis "${name}" has the value "${text}" twice` }]
        : [],
    );
  });
}

function checkSize(axes: readonly Axis[]): readonly MatrixProblem[] {
  const size = axes.reduce((count, { values }) => count * BigInt(values.length), 1n);
  if (size <= mostCells) return [];
  const count = (cells: bigint | number) => cells.toLocaleString('en-US');
  return [
    {
      path: ['axes'],
      message: `the axes give ${count(size)} cells, and at most ${count(mostCells)} can be planned`,
      hint: 'leave values out, or spread them over several matrix files',
    },
  ];
}

function checkExcludes(
  selectors: readonly Selector[],
  axes: readonly Axis[],
  all: readonly Values[],
): readonly MatrixProblem[] {
  const space = valueSpace(axes.flatMap(({ name, values }) => values.map((value) => [name, value] as const)));
  const cells = all.map((values) => ({ values }));
  return selectors.flatMap((selector, index) => selectorProblems(selector, cells, space, ['exclude', index]));
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
