// A selector that can match nothing is a mistake, and the nearest thing that could is what to say.

import { type AxisValue, type Cell, valueText } from '../model/cell.ts';
import { nearest } from '../model/nearest.ts';
import type { Condition, Selector } from '../model/selector.ts';
import type { MatrixProblem } from './problem.ts';
import { formatSelector, matches } from './selector.ts';
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
  return valueSpace(cells.flatMap(({ values }) => Object.entries(values)));
}

/** Everything that is wrong with a selector: unknown words first; that it matches nothing only where there are none. */
export function selectorProblems(
  selector: Selector,
  cells: readonly Pick<Cell, 'values'>[],
  space: ValueSpace,
  path: MatrixProblem['path'],
): readonly MatrixProblem[] {
  const wrong = checkSelector(selector, space, path);
  if (wrong.length > 0) return wrong;
  const none = checkMatchesSome(selector, cells, path);
  return none ? [none] : [];
}

/** Keys that no cell has, values that no axis has, comparisons of what has no version. */
export function checkSelector(
  selector: Selector,
  space: ValueSpace,
  path: MatrixProblem['path'],
): readonly MatrixProblem[] {
  return selector.flatMap(({ key, condition }): readonly MatrixProblem[] => {
    const values = space.get(key);
    if (!values) return [{ path: [...path, key], ...unknown(key, [...space.keys()], `no cell has "${key}"`, 'axes') }];
    return checkCondition(condition, values).map((problem) => ({
      ...problem,
      path: [...path, key],
      message: problem.message.replace('AXIS', key),
    }));
  });
}

function checkCondition(condition: Condition, values: readonly string[]): readonly Omit<MatrixProblem, 'path'>[] {
  switch (condition.kind) {
    case 'not':
      return checkCondition(condition.condition, values);
    case 'any-of':
      return condition.values
        .filter((value) => !values.includes(value))
        .map((value) => unknown(value, values, `"AXIS" has no value "${value}"`, 'values'));
    case 'version': {
      const odd = values.find((value) => versionOf(value) === undefined);
      if (odd === undefined) return [];
      return [
        { message: `"AXIS" cannot be compared, since its value "${odd}" has no version`, hint: 'list the values' },
      ];
    }
  }
}

function unknown(word: string, candidates: readonly string[], message: string, what: string) {
  const near = nearest(word, candidates);
  const hint = near === undefined ? `${what}: ${candidates.slice(0, 20).join(', ')}` : `did you mean "${near}"?`;
  return { message, hint };
}

/** The problem of a selector that is fine in itself and that no cell meets; undefined when one does. */
function checkMatchesSome(
  selector: Selector,
  cells: readonly Pick<Cell, 'values'>[],
  path: MatrixProblem['path'],
): MatrixProblem | undefined {
  if (cells.some((cell) => matches(selector, cell))) return undefined;
  return {
    path,
    message: `no cell matches "${formatSelector(selector)}"`,
    hint: 'its conditions hold one by one, but never together',
  };
}
