import { type Cell, type Values, valueText } from '../model/cell.ts';
import { verdictOf } from '../model/outcome.ts';
import type { Summary } from '../model/summary.ts';
import type { Point } from './conditions.ts';
import { type Explanation, explainRed } from './explain-red.ts';

/** How many cells that no cause explains are named. */
const mostNamed = 3;

/** A cell, and what it said; undefined where it was not heard. */
export type Heard = { readonly cell: Pick<Cell, 'id' | 'values'>; readonly isRed: boolean | undefined };

/**
 * Where the suite is red, as a sentence whose conditions can be given to `--only`: `fails exactly where node<15`;
 * undefined where nothing explains it. Infrastructure says nothing about the suite.
 */
export function whereRed({ cells }: Summary): string | undefined {
  const where = whereOf(
    cells.map(({ cell, outcome }) => {
      const verdict = outcome && verdictOf(outcome.kind);
      return { cell, isRed: verdict === 'red' ? true : verdict === 'green' ? false : undefined };
    }),
  );
  return where === undefined ? undefined : `fails ${where}`;
}

/** The same of any of it, such as one test: `exactly where node<15`. */
export function whereOf(cells: readonly Heard[]): string | undefined {
  const heard = cells.filter(({ isRed }) => isRed !== undefined);
  const explanation = explainRed(
    heard.map(({ cell }) => pointOf(cell.values)),
    (index) => heard[index]?.isRed ?? false,
    cells.filter(({ isRed }) => isRed === undefined).map(({ cell }) => pointOf(cell.values)),
  );
  return explanation && sentence(explanation, (index) => heard[index]?.cell.id ?? '');
}

function pointOf(values: Values): Point {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, valueText(value)]));
}

function sentence({ causes, others }: Explanation, idOf: (index: number) => string): string {
  const where = causes.map(({ conditions }) => conditions.join(' and ')).join(', or where ');
  if (others.length === 0) return `exactly where ${where}`;
  const named = others.slice(0, mostNamed).map(idOf).join(' and ');
  return `where ${where}, and in ${named}${others.length > mostNamed ? ` and ${others.length - mostNamed} more` : ''}`;
}
