// The cells of a matrix of which only a cover is wanted. The product may be far too large to be gone through, so what
// is excluded and what an include can join are asked of the constraints, and not of cells.

import { type AxisValue, type Cell, type Values, valueText } from '../model/cell.ts';
import type { Cover } from '../model/plan.ts';
import type { Selector } from '../model/selector.ts';
import type { Axis } from './axis.ts';
import { buildCover } from './cover/build-cover.ts';
import { countCovered } from './cover/count-covered.ts';
import type { CoverModel, Forbidden } from './cover/cover-model.ts';
import { createFeasibility } from './cover/create-feasibility.ts';
import type { LeftOut } from './expand-matrix.ts';
import { applyIncludes, isSame } from './include.ts';
import { product, productSize } from './product.ts';
import { createMatcher, formatSelector, holds } from './selector.ts';

/** Up to so many cells those that were left out are named, each with its reason. */
const mostNamed = 10_000;

export type CoverInput = { readonly axes: readonly Axis[]; readonly include: readonly Values[] };

/** Every t-tuple of values that some allowed cell contains, in few cells; those of `include` are kept, and count. */
export function coverCells({ axes, include }: CoverInput, excludes: readonly Selector[], strength: number) {
  const sizes = axes.map(({ values }) => values.length);
  const forbidden = excludes.map((selector) => clauseOf(selector, axes));
  const feasibility = createFeasibility(sizes, forbidden);
  const entries = include.map((entry) => ({ row: rowOf(axes, entry), isOfProduct: isOfProduct(axes, entry) }));
  const joins = entries.filter(({ row, isOfProduct: may }) => may && feasibility.extends(row));
  const stands = entries.filter((entry) => !joins.includes(entry));
  const isForced = (row: readonly number[]) =>
    row.filter((value) => value >= 0).length > strength ||
    // A cell of its own may cover the values of an entry that has to find one of the product.
    stands.some((other) => row.every((value, axis) => value < 0 || other.row[axis] === value));
  const model: CoverModel = {
    sizes,
    forbidden,
    strength,
    given: stands.map(({ row }) => row),
    // What has no more values than a tuple is in the rows of the cover anyhow.
    required: joins.map(({ row }) => row).filter(isForced),
  };
  const { rows, tuples, covered } = buildCover(model);
  const kept = rows.map((row) =>
    Object.fromEntries(axes.map(({ name, values }, at) => [name, values[row[at] ?? 0] ?? ''])),
  );
  const size = productSize(axes);
  const cover: Cover = { strength, tuples, covered, product: Number(size) };
  return {
    cells: applyIncludes(axes, kept, include),
    standsFrom: kept.length,
    left: size <= mostNamed ? leftOut(axes, excludes, kept, strength) : [],
    cover,
    coveredBy: (cells: readonly Cell[]): number =>
      countCovered(
        model,
        cells.map(({ values }) => rowOf(axes, values)),
      ),
    canMatch: (selector: Selector): boolean => {
      if (!selector.every(({ key }) => axes.some(({ name }) => name === key))) return false;
      const elsewhere = clauseOf(selector, axes).map(({ axis, values }): Forbidden => {
        const inside = new Set(values);
        return [{ axis, values: [...Array(sizes[axis] ?? 0).keys()].filter((value) => !inside.has(value)) }];
      });
      return createFeasibility(sizes, [...forbidden, ...elsewhere]).extends([]);
    },
  };
}

/** A selector over axes as the values for which all its conditions hold. */
function clauseOf(selector: Selector, axes: readonly Axis[]): Forbidden {
  return selector.map(({ key, condition }) => {
    const axis = axes.findIndex(({ name }) => name === key);
    const texts = (axes[axis]?.values ?? []).map(valueText);
    return { axis, values: texts.flatMap((text, index) => (holds(condition, text) ? [index] : [])) };
  });
}

/** The values that an entry has of the axes; -1 where it has none, or one that the axis has not. */
function rowOf(axes: readonly Axis[], entry: Values): readonly number[] {
  return axes.map(({ name, values }) => indexOf(values, entry[name]));
}

function isOfProduct(axes: readonly Axis[], entry: Values): boolean {
  return axes.every(({ name, values }) => entry[name] === undefined || indexOf(values, entry[name]) >= 0);
}

function indexOf(values: readonly AxisValue[], wanted: AxisValue | undefined): number {
  return wanted === undefined ? -1 : values.findIndex((value) => isSame(value, wanted));
}

function leftOut(
  axes: readonly Axis[],
  excludes: readonly Selector[],
  kept: readonly Values[],
  strength: number,
): readonly LeftOut[] {
  const keyOf = (values: Values) => JSON.stringify(axes.map(({ name }) => valueText(values[name] ?? '')));
  const known = new Set(kept.map(keyOf));
  const matchers = excludes.map((selector) => ({ matches: createMatcher(selector), selector }));
  const cover = strength === 2 ? 'pairwise cover' : `cover of strength ${strength}`;
  return product(axes).flatMap((values) => {
    if (known.has(keyOf(values))) return [];
    const cell: Pick<Cell, 'values'> = { values };
    const by = matchers.find(({ matches }) => matches(cell));
    return [{ values, reason: by ? `excluded by ${formatSelector(by.selector)}` : `not needed for the ${cover}` }];
  });
}
