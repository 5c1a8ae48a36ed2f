// The values that are looked through: a list, the registry's tags, or as the matrix file has them.

import { filtered, parseTagShape, versionsIn } from '../bisect/tag-shape.ts';
import { MatrixError } from '../errors.ts';

export type ValueWords = {
  /** `13,14,15`. */
  readonly values: string | undefined;
  /** `node:*-slim`. */
  readonly tags: string | undefined;
  /** `>=15 <20`, of the tags. */
  readonly filter: string | undefined;
};

/** What was asked for, in order; undefined: as the matrix file has them. Throws a MatrixError. */
export async function bisectValues({ values, tags, filter }: ValueWords): Promise<readonly string[] | undefined> {
  if (values !== undefined && tags !== undefined)
    throw new MatrixError('usage', 'The values are of --values or of --tags', { hint: 'leave one of them out' });
  if (filter !== undefined && tags === undefined)
    throw new MatrixError('usage', '--filter is of what --tags finds', { hint: "elsewhere --only 'node>=15' does it" });
  if (tags !== undefined) return tagValues(tags, filter);
  return values === undefined ? undefined : listed(values);
}

function listed(values: string): readonly string[] {
  const found = values.split(',').map((value) => value.trim());
  if (found.includes(''))
    throw new MatrixError('usage', `--values ${values} has an empty value`, { hint: 'such as --values 13,14,15' });
  return [...new Set(found)];
}

async function tagValues(text: string, filter: string | undefined): Promise<readonly string[]> {
  const shape = parseTagShape(text);
  // A filter that cannot be read is told before anybody is asked.
  if (filter !== undefined) filtered([], filter);
  const [{ connect }, { registryTags }] = await Promise.all([
    import('../docker/connect.ts'),
    import('../docker/registry-tags.ts'),
  ]);
  const tags = await registryTags(shape.image, await connect(process.env));
  const versions = versionsIn(tags, shape);
  const wanted = filter === undefined ? versions : filtered(versions, filter);
  if (wanted.length >= 2) return wanted;
  const found = wanted.length === 0 ? 'none' : `only ${wanted[0]}`;
  const rest = filter === undefined ? '' : `, ${versions.length} without --filter`;
  throw new MatrixError('usage', `Of the ${tags.length} tags of ${shape.image}, ${found} fits${rest}`, {
    hint: `its tags are such as ${tags.slice(0, 5).join(', ') || 'none at all'}`,
  });
}
