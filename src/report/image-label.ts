import type { ImageKey, Plan } from '../model/plan.ts';
import { axesOf, textOf } from './axes.ts';
import { perPlan } from './per-plan.ts';
import { printable } from './printable.ts';

/**
 * What people call each image: a pulled one by its reference, a built one by the values that all its cells share
 * and that not all cells have (`node 13`). Where that does not tell it apart, its key.
 */
export const imageLabels = perPlan((plan: Plan): ReadonlyMap<ImageKey, string> => {
  const axes = axesOf(plan).filter(({ values }) => values.length > 1);
  const told = plan.images.map(({ key, kind }): [ImageKey, string] => {
    if (kind === 'pull') return [key, printable(key)];
    const cells = plan.cells.filter(({ image }) => image === key);
    const shared = axes.flatMap(({ name }) => {
      const values = new Set(cells.map((cell) => textOf(cell, name)));
      const [only] = values;
      return values.size === 1 && only !== undefined ? [`${name} ${only}`] : [];
    });
    return [key, printable(shared.join(' ')) || printable(key)];
  });
  const counts = Map.groupBy(told, ([, label]) => label);
  return new Map(told.map(([key, label]) => [key, (counts.get(label)?.length ?? 0) > 1 ? printable(key) : label]));
});
