// --only and --except: which of the cells are wanted this time.

import type { Cell } from '../model/cell.ts';
import type { SkippedCell } from '../model/plan.ts';
import type { Selector } from '../model/selector.ts';
import { checkSelector, valueSpaceOf } from './check-selector.ts';
import { matches, parseSelector } from './selector.ts';

export type Selection = {
  /** Their `index` is their position among those that are left. */
  readonly cells: readonly Cell[];
  readonly skipped: readonly SkippedCell[];
  readonly problems: readonly { readonly message: string; readonly hint?: string }[];
};

/** Keeps the cells that some `only` matches (all, where there is none) and no `except`. */
export function selectCells(
  cells: readonly Cell[],
  options: { readonly only: readonly string[]; readonly except: readonly string[] },
): Selection {
  const problems: { message: string; hint?: string }[] = [];
  const space = valueSpaceOf(cells);
  const compile = (flag: string, texts: readonly string[]): readonly Selector[] =>
    texts.flatMap((text) => {
      const parsed = parseSelector(text);
      if (!parsed.ok) {
        problems.push({ message: `${flag} '${text}', column ${parsed.column}: ${parsed.message}` });
        return [];
      }
      for (const { message, hint } of checkSelector(parsed.selector, space, [])) {
        problems.push({ message: `${flag} '${text}': ${message}`, ...(hint === undefined ? {} : { hint }) });
      }
      return [parsed.selector];
    });
  const only = compile('--only', options.only);
  const except = compile('--except', options.except);

  const kept: Cell[] = [];
  const skipped: SkippedCell[] = [];
  for (const cell of cells) {
    const reason = whySkipped(cell, only, except);
    if (reason === undefined) kept.push({ ...cell, index: kept.length });
    else skipped.push({ id: cell.id, values: cell.values, reason });
  }
  return { cells: kept, skipped, problems };
}

function whySkipped(cell: Cell, only: readonly Selector[], except: readonly Selector[]): string | undefined {
  if (only.length > 0 && !only.some((selector) => matches(selector, cell))) return 'not selected by --only';
  if (except.some((selector) => matches(selector, cell))) return 'left out by --except';
  return undefined;
}
