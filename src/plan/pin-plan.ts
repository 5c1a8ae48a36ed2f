// A recorded plan as it was run: one of its cells, with the very images that it had, wherever the project is now.

import { isAbsolute, join, relative } from 'node:path';
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

/** The plan of a project that is in another folder now: what was below `from` is below `to`. */
export function movePlan(plan: Plan, from: string, to: string): Plan {
  const moved = (path: string) => {
    const below = relative(from, path);
    return below.startsWith('..') || isAbsolute(below) ? path : join(to, below);
  };
  return {
    ...plan,
    images: plan.images.map((image) => (image.kind === 'build' ? { ...image, context: moved(image.context) } : image)),
    cells: plan.cells.map((cell) => ({
      ...cell,
      services: Object.fromEntries(
        Object.entries(cell.services).map(([name, service]) => [
          name,
          { ...service, files: service.files.map((file) => ({ ...file, from: moved(file.from) })) },
        ]),
      ),
      test: cell.test.source
        ? { ...cell.test, source: { ...cell.test.source, context: moved(cell.test.source.context) } }
        : cell.test,
    })),
  };
}
