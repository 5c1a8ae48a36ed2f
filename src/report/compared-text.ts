// What is another since red cells were green, in words: the image changed, the code did, both, or neither.

import type { Comparison, MovedImage } from '../model/comparison.ts';
import type { SourceRevision } from '../model/event.ts';
import type { CellPlan } from '../model/plan.ts';
import type { Summary } from '../model/summary.ts';
import { cellNames } from './cell-names.ts';
import type { Style } from './screen.ts';

/** More of them would hide what they tell. */
const mostTold = 5;

/** A sentence a comparison that tells something; of many, some. */
export function comparedLines(
  { compared = [], plan }: Summary,
  { unicode }: Pick<Style, 'unicode'>,
): readonly string[] {
  const arrow = unicode ? ' → ' : ' -> ';
  const cells = new Map(plan.cells.map((cell) => [cell.id, cell]));
  const lines = compared.flatMap((comparison) => {
    const said = sentence(comparison, arrow);
    return said === undefined ? [] : [`${namesOf(comparison, cells)}: ${said}`];
  });
  const more = lines.length - mostTold;
  return more > 0 ? [...lines.slice(0, mostTold), `and ${more} more that have changed otherwise`] : lines;
}

function namesOf({ cells: ids }: Comparison, cells: ReadonlyMap<string, CellPlan>): string {
  return cellNames(ids.map((id) => cells.get(id) ?? { id }));
}

function sentence({ cells, moved, isKnown, code, revisions }: Comparison, arrow: string): string | undefined {
  const since = `since ${cells.length === 1 ? 'its' : 'their'} last green run`;
  const commits = revisions ? ` (${commit(revisions.from)}${arrow}${commit(revisions.to)})` : '';
  if (moved.length > 0) {
    const rest = { same: ', your code did not', changed: `, and your code changed${commits}`, unknown: '' }[code];
    return `${movedText(moved, since, arrow)}${rest}`;
  }
  if (code === 'changed') return `your code changed ${since}${commits}${isKnown ? ', the images did not' : ''}`;
  return code === 'same' && isKnown ? `neither the images nor your code changed ${since}` : undefined;
}

function movedText(moved: readonly MovedImage[], since: string, arrow: string): string {
  const spans = moved.map(({ reference, from, to }) => ({ reference, span: `(${short(from)}${arrow}${short(to)})` }));
  const [only, ...more] = spans;
  if (only && more.length === 0) return `${only.reference} moved ${since} ${only.span}`;
  return `${spans.map(({ reference, span }) => `${reference} ${span}`).join(' and ')} moved ${since}`;
}

function short(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 12);
}

function commit({ revision, isDirty }: SourceRevision): string {
  return `${revision.slice(0, 7)}${isDirty ? ' with changes' : ''}`;
}
