// A selector that can match nothing is a mistake, and the nearest thing that could is what to say.

import { type Doubt, noDoubt } from '../config/doubt.ts';
import { type AxisValue, type Cell, valueText } from '../model/cell.ts';
import { nearest } from '../model/nearest.ts';
import type { Condition, Selector } from '../model/selector.ts';
import type { MatrixProblem } from './problem.ts';
import { formatSelector, holds } from './selector.ts';
import { versionOf } from './version.ts';

/** Every key that some cell has, with the values that it takes, in order of appearance. */
export type ValueSpace = ReadonlyMap<string, readonly string[]>;

export function valueSpace(columns: Iterable<readonly [string, AxisValue]>): ValueSpace {
  const space = new Map<string, Set<string>>();
  for (const [key, value] of columns) {
    const values = space.get(key) ?? new Set();
    space.set(key, values.add(valueText(value)));
  }
  return new Map([...space].map(([key, values]) => [key, [...values]]));
}

export function valueSpaceOf(cells: readonly Pick<Cell, 'values'>[]): ValueSpace {
  const space = new Map<string, Set<string>>();
  for (const { values } of cells) {
    for (const key in values) {
      const value = values[key];
      if (value === undefined) continue;
      const known = space.get(key);
      if (known) known.add(valueText(value));
      else space.set(key, new Set([valueText(value)]));
    }
  }
  return new Map([...space].map(([key, values]) => [key, [...values]]));
}

/** What a selector is judged against. */
export type Judged = {
  readonly cells: readonly Pick<Cell, 'id' | 'values'>[];
  readonly space: ValueSpace;
  /** Whether some cell matches, of those that are not among `cells` as well. */
  readonly canMatch: (selector: Selector) => boolean;
  readonly doubt: Doubt;
};

/** Everything that is wrong with a selector: unknown words first; that it matches nothing only where there are none. */
export function selectorProblems(
  selector: Selector,
  { cells, space, canMatch, doubt }: Judged,
  path: MatrixProblem['path'],
): readonly MatrixProblem[] {
  const wrong = checkSelector(selector, space, path, doubt);
  if (wrong.length > 0 || doubt.any || canMatch(selector)) return wrong;
  return [{ path, ...matchesNothing(selector, cells) }];
}

/** Keys that no cell has, values that no axis has, comparisons of what has no version or that hold for none. */
export function checkSelector(
  selector: Selector,
  space: ValueSpace,
  path: MatrixProblem['path'],
  doubt: Doubt = noDoubt,
): readonly MatrixProblem[] {
  return selector.flatMap(({ key, condition }): readonly MatrixProblem[] => {
    if (doubt.about(key)) return [];
    const values = space.get(key);
    if (!values) return [{ path: [...path, key], ...unknown(key, [...space.keys()], `no cell has "${key}"`, 'axes') }];
    const wrong = checkWords(key, condition, values);
    if (wrong.length > 0 || values.some((value) => holds(condition, value)))
      return wrong.map((problem) => ({ path: [...path, key], ...problem }));
    const message = `no value of "${key}" is ${formatSelector([{ key: '', condition }]).trim()}`;
    return [{ path: [...path, key], message, hint: listed('its values', values) }];
  });
}

type Words = Omit<MatrixProblem, 'path'>;

function checkWords(key: string, condition: Condition, values: readonly string[]): readonly Words[] {
  switch (condition.kind) {
    case 'not':
      return checkWords(key, condition.condition, values);
    case 'any-of':
      return condition.values
        .filter((value) => !values.includes(value))
        .map((value) => unknown(value, values, `"${key}" has no value "${value}"`, 'values'));
    case 'version': {
      const odd = values.find((value) => versionOf(value) === undefined);
      const unreadable = condition.bounds.find(({ version }) => versionOf(version) === undefined);
      if (odd !== undefined) {
        const message = `"${key}" cannot be compared, since its value "${odd}" has no version`;
        return [{ message, hint: 'name the values instead, in a list' }];
      }
      if (!unreadable) return [];
      const { operator, version } = unreadable;
      return [{ message: `"${operator}${version}" compares with what is no version`, hint: 'such as ">=15 <20"' }];
    }
  }
}

function unknown(word: string, candidates: readonly string[], message: string, what: string): Words {
  const near = nearest(word, candidates);
  return { message, hint: near === undefined ? listed(what, candidates) : `did you mean "${near}"?` };
}

function listed(what: string, words: readonly string[]): string {
  const shown = words.slice(0, 20).join(', ');
  return `${what}: ${shown}${words.length > 20 ? `, and ${words.length - 20} more` : ''}`;
}

/** What to say of a selector whose words are right and that no cell meets: which cell comes nearest. */
export function matchesNothing(selector: Selector, cells: readonly Pick<Cell, 'id' | 'values'>[]): Words {
  const message = `no cell matches "${formatSelector(selector)}"`;
  let best: { readonly id: string; readonly score: number } | undefined;
  for (const { id, values } of cells) {
    const score = selector.filter(({ key, condition }) => {
      const value = values[key];
      return value !== undefined && holds(condition, valueText(value));
    }).length;
    if (score > (best?.score ?? 0)) best = { id, score };
  }
  return { message, hint: best ? `the nearest is ${best.id}` : 'its conditions hold one by one, but never together' };
}
