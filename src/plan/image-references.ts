import type { Plan } from '../model/plan.ts';
import { baseImages } from './base-images.ts';

/**
 * What a plan takes from registries, in order of name: the images of services, and those that Dockerfiles begin with.
 * What is named by its digest already is left out.
 */
export function imageReferences({ images }: Pick<Plan, 'images'>): readonly string[] {
  const all = images.flatMap((image) =>
    image.kind === 'pull' ? [image.key] : baseImages(image.dockerfile, image.args).map(({ reference }) => reference),
  );
  return [...new Set(all)].filter((reference) => !reference.includes('@')).toSorted();
}
