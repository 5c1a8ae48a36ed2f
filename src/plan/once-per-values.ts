// Most of what a cell needs depends on few of its values: a hundred thousand cells share three images and nine databases.

import type { AxisValue, Cell } from '../model/cell.ts';
import { parseTemplate } from './expression.ts';

/**
 * The same work done once for all cells that a part of the file cannot tell apart: those that agree in the values that
 * its expressions name, and in those of `keys`. What is wrong with one of them is thus told of the first.
 */
export function oncePerValues<T>(part: unknown, keys: readonly string[], work: (cell: Cell) => T): (cell: Cell) => T {
  const named = [...new Set([...keys.map((key) => `matrix.${key}`), ...namesIn(part)])];
  // What names the cell itself has nothing to share.
  if (named.some((name) => name.startsWith('cell.'))) return work;
  const read = named.flatMap((name) => /^matrix\.(.+)/.exec(name)?.[1] ?? []);
  const root: Branch<T> = {};
  return (cell) => {
    let branch = root;
    for (const key of read) {
      const value = cell.values[key];
      branch.next ??= new Map();
      const next = branch.next.get(value) ?? {};
      if (!branch.next.has(value)) branch.next.set(value, next);
      branch = next;
    }
    branch.done ??= { result: work(cell) };
    return branch.done.result;
  };
}

/** Values are told apart as they are: two maps of the same name that an `include` brought need not be the same. */
type Branch<T> = { next?: Map<AxisValue | undefined, Branch<T>>; done?: { readonly result: T } };

/** `matrix.KEY`, `cell.id`, `env.NAME` of every expression in the texts of a part. */
function namesIn(part: unknown): readonly string[] {
  if (typeof part === 'string') {
    const template = parseTemplate(part);
    if (!template.ok) return [];
    return template.value.segments.flatMap((segment) =>
      typeof segment === 'string' ? [] : [segment.path.slice(0, 2).join('.')],
    );
  }
  return typeof part === 'object' && part !== null ? Object.values(part).flatMap(namesIn) : [];
}
