import type { CellId } from '../model/cell.ts';
import type { Plan } from '../model/plan.ts';

/** The part of a plan that a round runs. Its cells keep the positions that they have in the whole. */
export function roundPlan(plan: Plan, cells: ReadonlySet<CellId>): Plan {
  if (plan.cells.every(({ id }) => cells.has(id))) return plan;
  const chosen = plan.cells.filter(({ id }) => cells.has(id));
  const others = plan.cells.filter(({ id }) => !cells.has(id));
  const needed = new Set(
    chosen.flatMap(({ image, services }) => [image, ...Object.values(services).map((service) => service.image)]),
  );
  const { product } = plan.cover;
  return {
    ...plan,
    images: plan.images.filter(({ key }) => needed.has(key)),
    cells: chosen,
    skipped: [
      ...plan.skipped,
      ...others.map(({ id, values }) => ({ id, values, reason: 'not affected by what changed' })),
    ],
    cover: { strength: 'all', tuples: plan.cells.length, covered: chosen.length, product },
  };
}
