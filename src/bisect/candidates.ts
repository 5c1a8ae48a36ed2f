// Which cell stands for each value of the axis: exactly one, so that between two values nothing else differs.

import { MatrixError } from '../errors.ts';
import type { Axis } from '../matrix/axis.ts';
import { valueText } from '../model/cell.ts';
import type { CellPlan, Plan } from '../model/plan.ts';

export type Candidate = { readonly value: string; readonly cell: CellPlan };

export type Candidates = {
  readonly found: readonly Candidate[];
  /** Values that have no cell, and why. */
  readonly lacking: readonly { readonly value: string; readonly reason: string }[];
};

/** Throws a MatrixError (`usage`) where a value has several cells, or where cells differ in more than the axis. */
export function candidatesOf(axis: string, axes: readonly Axis[], { cells, skipped }: Plan): Candidates {
  const values = (axes.find(({ name }) => name === axis)?.values ?? []).map(valueText);
  const byValue = Map.groupBy(cells, (cell) => textOf(cell, axis));
  const standing = values.flatMap((value) => (byValue.get(value) ?? []).map((cell) => ({ value, cell })));
  checkOpen(axis, axes, standing);
  const lacking = values
    .filter((value) => !byValue.has(value))
    .map((value) => {
      const left = skipped.filter((cell) => textOf(cell, axis) === value);
      return { value, reason: [...new Set(left.map(({ reason }) => reason))].join('; ') || 'no cell of the matrix' };
    });
  return { found: standing, lacking };
}

function checkOpen(axis: string, axes: readonly Axis[], standing: readonly Candidate[]): void {
  const names = axes.map(({ name }) => name).filter((name) => name !== axis);
  const open = names.filter((name) => new Set(standing.map(({ cell }) => textOf(cell, name))).size > 1);
  if (open.length > 0) {
    const [first] = standing;
    const example = open.map((name) => `${name}=${first ? textOf(first.cell, name) : ''}`).join(',');
    const which = open.map((name) => `"${name}"`).join(' and ');
    const isOne = open.length === 1;
    throw new MatrixError(
      'usage',
      `A bisection along "${axis}" changes nothing else, and ${which} ${isOne ? 'is' : 'are'} open`,
      { hint: `choose ${isOne ? 'its value' : 'their values'}, such as --only '${example}'` },
    );
  }
  const seen = new Map<string, CellPlan>();
  for (const { value, cell } of standing) {
    const other = seen.get(value);
    if (other)
      throw new MatrixError('usage', `Two cells have ${axis}=${value}: ${other.id}, and ${cell.id}`, {
        hint: 'leave one of them out with --except',
      });
    seen.set(value, cell);
  }
}

function textOf({ values }: Pick<CellPlan, 'values'>, name: string): string {
  const value = values[name];
  return value === undefined ? '' : valueText(value);
}
