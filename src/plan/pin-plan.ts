// A recorded plan as it was run: one of its cells, with the very images that it had.

import type { CellPlan, ImageKey, PinnedImage, Plan } from '../model/plan.ts';

/**
 * The plan of that cell alone. `imageOf` tells what the run knew of each image; one of which it knew nothing is made as
 * the plan says.
 */
export function pinPlan(plan: Plan, cell: CellPlan, imageOf: (key: ImageKey) => PinnedImage | undefined): Plan {
  const needed = new Set([cell.image, ...Object.values(cell.services).map(({ image }) => image)]);
  const { shard: _, ...whole } = plan;
  return {
    ...whole,
    images: plan.images
      .filter(({ key }) => needed.has(key))
      .map((image) => {
        const pinned = imageOf(image.key);
        return pinned ? { ...image, pinned } : image;
      }),
    cells: [cell],
    skipped: [],
    cover: { strength: 'all', tuples: 1, covered: 1, product: 1 },
  };
}
