import type { CellPlan, ImageKey, Plan } from '../model/plan.ts';
import { axesOf, textOf } from './axes.ts';
import { perPlan } from './per-plan.ts';
import { printable } from './printable.ts';

/**
 * What people call each image: a pulled one by its reference, a built one by the values that all its cells share
 * and no other built image has (`node 13`), of as few axes as will do; where nothing tells them apart, by its key.
 */
export const imageLabels = perPlan((plan: Plan): ReadonlyMap<ImageKey, string> => {
  const users = Map.groupBy(plan.cells, ({ image }) => image);
  const built = plan.images.filter(({ kind }) => kind === 'build').map(({ key }) => key);
  const names = axesOf(plan).flatMap(({ name, values }) => (values.length > 1 ? [name] : []));
  const choices = [...names.map((name) => [name]), ...names.map((_, at) => names.slice(0, at + 1))];
  const labelled = choices
    .map((axes) => built.map((key) => [key, sharedLabel(users.get(key) ?? [], axes)] as const))
    .find(
      (labels) => labels.every(([, label]) => label) && new Set(labels.map(([, label]) => label)).size === built.length,
    );
  const found = new Map(labelled);
  return new Map(plan.images.map(({ key }) => [key, printable(found.get(key) ?? key)]));
});

/** `node 13`; undefined where the cells do not agree on one of the axes. */
function sharedLabel(cells: readonly CellPlan[], axes: readonly string[]): string | undefined {
  const parts = axes.map((axis) => {
    const [value, ...others] = new Set(cells.map((cell) => textOf(cell, axis)));
    return value === undefined || others.length > 0 ? undefined : `${axis} ${value}`;
  });
  return parts.includes(undefined) ? undefined : parts.join(' ');
}
