import { type Values, valueText } from '../model/cell.ts';
import { verdictOf } from '../model/outcome.ts';
import type { Summary } from '../model/summary.ts';
import type { Point } from './conditions.ts';
import { type Explanation, explainRed } from './explain-red.ts';

/** How many cells that no cause explains are named. */
const mostNamed = 3;

/**
 * Where the suite is red, as a sentence whose conditions can be given to `--only`: `fails exactly where node<15`;
 * undefined where nothing explains it. Cells whose suite was not heard are left out.
 */
export function whereRed({ cells }: Summary): string | undefined {
  const heard = cells.flatMap(({ cell, outcome }) => {
    const verdict = outcome && verdictOf(outcome.kind);
    return verdict === 'red' || verdict === 'green' ? [{ cell, isRed: verdict === 'red' }] : [];
  });
  const explanation = explainRed(
    heard.map(({ cell }) => pointOf(cell.values)),
    (index) => heard[index]?.isRed ?? false,
  );
  return explanation && sentence(explanation, (index) => heard[index]?.cell.id ?? '');
}

function pointOf(values: Values): Point {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, valueText(value)]));
}

function sentence({ causes, others }: Explanation, idOf: (index: number) => string): string {
  const where = causes.map(({ conditions }) => conditions.join(' and ')).join(', or where ');
  const named = others.slice(0, mostNamed).map(idOf);
  const more = others.length > named.length ? ` and ${others.length - named.length} more` : '';
  return `fails ${others.length > 0 ? '' : 'exactly '}where ${where}${others.length > 0 ? `; and in ${named.join(' and ')}${more}` : ''}`;
}
