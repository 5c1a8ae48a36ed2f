// What is another since red cells were green, in words: the image changed, the code did, both, or neither.

import type { Comparison, MovedImage } from '../model/comparison.ts';
import type { SourceRevision } from '../model/event.ts';
import type { CellPlan } from '../model/plan.ts';
import { cellNames } from './cell-names.ts';
import { printable } from './printable.ts';

/** More of them under one failure would hide what they tell. */
const mostTold = 3;

/**
 * A sentence for each comparison that tells something of these cells, which have failed in the same way; of many, some.
 * One that is not of all of them names those that it is of.
 */
export function comparedLines(
  cells: readonly Pick<CellPlan, 'id'>[],
  comparisons: readonly Comparison[],
): readonly string[] {
  const lines = comparisons.flatMap((comparison) => {
    const members = new Set(comparison.cells);
    const told = cells.filter(({ id }) => members.has(id));
    const said = told.length > 0 ? sentence(comparison, told.length) : undefined;
    if (said === undefined) return [];
    return [printable(told.length === cells.length ? said : `${cellNames(told)}: ${said}`)];
  });
  const more = lines.length - mostTold;
  return more > 0 ? [...lines.slice(0, mostTold), `and ${more} more that differ otherwise`] : lines;
}

function sentence(comparison: Comparison, cells: number): string | undefined {
  const { since: run, moved, isKnown, code, isMatrixFile, revisions, engines } = comparison;
  const changed = isMatrixFile ? 'the matrix file' : 'your code';
  const since = `since ${cells === 1 ? "this cell's last green run" : 'the last green run of these cells'} (${run})`;
  const commits =
    revisions && revisions.from.revision !== revisions.to.revision
      ? ` (${commit(revisions.from)} to ${commit(revisions.to)})`
      : '';
  const engine = engines ? `; the engine is ${engines.to} and was ${engines.from}` : '';
  if (moved.length > 0) {
    const rest = { same: ', your code did not', changed: `, and ${changed} changed${commits}`, unknown: '' }[code];
    return `${namesOf(moved)} moved ${since}${rest}${engine}`;
  }
  if (code === 'changed') return `${changed} changed${commits} ${since}${unchanged(comparison)}${engine}`;
  if (code !== 'same' || !isKnown) return undefined;
  return `neither the images nor your code changed ${since}${engine || unexplained(comparison)}`;
}

function unchanged({ isKnown, isMatrixFile }: Comparison): string {
  if (isMatrixFile) return isKnown ? ', neither your code nor the images did' : ', your code did not';
  return isKnown ? ', the images did not' : '';
}

function unexplained({ isRebuilt }: Comparison): string {
  return isRebuilt
    ? ", but the cell's own image was built anew: look at what its build fetches"
    : ': look for time, network or chance';
}

function namesOf(moved: readonly MovedImage[]): string {
  const names = moved.map(({ reference }) => reference);
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');
}

function commit({ revision, isDirty }: SourceRevision): string {
  return `${revision.slice(0, 7)}${isDirty ? ' with changes' : ''}`;
}
