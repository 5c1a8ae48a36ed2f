// What is told between the rounds of matrix run --watch.

import type { CellId } from '../model/cell.ts';
import { type OutcomeKind, verdictOf } from '../model/outcome.ts';
import { outcomeLook } from './outcome-look.ts';
import { palette } from './palette.ts';
import { printable } from './printable.ts';
import type { Style } from './screen.ts';

/** How many cells are named. */
const mostNamed = 5;

/** How the cells stand, each by the last that was heard of it, and what can be done. */
export function standingText(
  latest: ReadonlyMap<CellId, OutcomeKind>,
  keys: boolean,
  style: Pick<Style, 'colour'>,
): string {
  const paint = palette(style.colour);
  const others = [...latest].filter(([, kind]) => verdictOf(kind) !== 'green');
  const green = latest.size - others.length;
  const named = others.slice(0, mostNamed).map(([id, kind]) => {
    const { word, tone } = outcomeLook(kind, false);
    return `  ${paint[tone](word)}  ${printable(id)}`;
  });
  const more = others.length > mostNamed ? [`  and ${others.length - mostNamed} more`] : [];
  const ways = keys ? 'Enter runs all cells again, f those that are not green, q ends' : 'Ctrl-C ends';
  const what = latest.size === 0 ? 'watching' : `watching, ${green} of ${latest.size} cells green`;
  return [`${paint.bold(what)}; ${paint.dim(ways)}`, ...named, ...more].join('\n');
}

/** Why some cells are run again; `changed` are the files that did, as seen from here. */
export function roundText(
  { cells, of, wanted }: { readonly cells: number; readonly of: number; readonly wanted: string },
  changed: readonly string[],
): string {
  const [first, ...more] = changed;
  const which = `${cells} of ${of} cells again`;
  if (wanted !== 'affected' || first === undefined) return which;
  return `${printable(first)}${more.length > 0 ? ` and ${more.length} more` : ''} changed: ${which}`;
}
