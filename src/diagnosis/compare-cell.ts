// What is another since a cell was green: the images that it is made of, the code, or both. Pure, and careful: it says
// `same` or `moved` only where what was recorded of both runs proves it.

import type { Comparison, MovedImage } from '../model/comparison.ts';
import type { BaseDigest, SourceRevision } from '../model/event.ts';
import type { BuiltImagePlan, CellPlan, ImageKey, Plan } from '../model/plan.ts';

/** What a run came to know of an image. */
export type ImageFacts = { readonly id?: string; readonly digest?: string; readonly bases?: readonly BaseDigest[] };

export type RunFacts = {
  readonly plan: Pick<Plan, 'images'>;
  readonly source?: SourceRevision;
  readonly images: ReadonlyMap<ImageKey, ImageFacts>;
};

/** A cell as it was run. */
export type CellOfRun = RunFacts & { readonly cell: CellPlan };

type Content = Pick<ImageFacts, 'id' | 'digest'>;

/** Compares the run in which a cell is red with that in which it was green. */
export function compareCell(now: CellOfRun, before: CellOfRun): Omit<Comparison, 'cells' | 'since'> {
  const [is, was] = [contentsOf(now), contentsOf(before)];
  const shared = [...is.keys()].filter((reference) => was.has(reference));
  const verdicts = shared.map((reference) => compare(reference, was.get(reference) ?? {}, is.get(reference) ?? {}));
  const sameNames = shared.length === is.size && shared.length === was.size;
  const code = compareCode(now, before, sameNames);
  return {
    moved: verdicts.filter((verdict) => typeof verdict === 'object'),
    isKnown: sameNames && !verdicts.includes('unknown'),
    code,
    ...(code === 'changed' && now.source && before.source
      ? { revisions: { from: before.source, to: now.source } }
      : {}),
  };
}

/** What the cell is made of that has a name of its own: what its image is built on, and its services. */
function contentsOf({ cell, plan, images }: CellOfRun): ReadonlyMap<string, Content> {
  const contents = new Map<string, Content>();
  const built = images.get(cell.image);
  for (const { reference, locked } of imageOf({ cell, plan })?.bases ?? []) {
    const digest = locked ?? built?.bases?.find((base) => base.reference === reference)?.digest;
    // The same image is built on the same, whatever is known of that.
    contents.set(reference, { ...(digest && { digest }), ...(built?.id && { id: built.id }) });
  }
  for (const { image } of Object.values(cell.services)) contents.set(image, images.get(image) ?? {});
  return contents;
}

function imageOf({ cell, plan }: Pick<CellOfRun, 'cell' | 'plan'>): BuiltImagePlan | undefined {
  const image = plan.images.find(({ key }) => key === cell.image);
  return image?.kind === 'build' ? image : undefined;
}

function compare(reference: string, from: Content, to: Content): MovedImage | 'same' | 'unknown' {
  if (from.id !== undefined && from.id === to.id) return 'same';
  const [a, b] = [bare(from.digest), bare(to.digest)];
  if (a === undefined || b === undefined) return 'unknown';
  return a === b ? 'same' : { reference, from: a, to: b };
}

function bare(digest: string | undefined): string | undefined {
  return digest?.replace(/^.*@/, '');
}

function compareCode(now: CellOfRun, before: CellOfRun, sameNames: boolean): Comparison['code'] {
  const [is, was] = [imageOf(now), imageOf(before)];
  if (!is || !was) return 'unknown';
  if (!sameNames || settingsOf(now.cell) !== settingsOf(before.cell)) return 'changed';
  const isSameKey = is.key === was.key && now.cell.test.source?.digest === before.cell.test.source?.digest;
  if (isSameKey && isWhole(now.cell, is)) return 'same';
  const [a, b] = [now.source, before.source];
  if (a && b && a.revision === b.revision && !a.isDirty && !b.isDirty) return 'same';
  if (isSameKey) return 'unknown';
  if (a && b && a.revision !== b.revision) return 'changed';
  // A key is made of the digests that are locked as well: where these are others, it says nothing of the files.
  return JSON.stringify(is.bases) === JSON.stringify(was.bases) ? 'changed' : 'unknown';
}

/** The key is over all files that the cell takes from here. */
function isWhole({ services }: CellPlan, { context }: BuiltImagePlan): boolean {
  return Object.values(services).every(({ files }) => files.every(({ from }) => from.startsWith(`${context}/`)));
}

/** What the matrix file says of the cell beyond its images, as far as it decides what the suite comes to. */
function settingsOf({ test: { command, env, secrets, limits, internet }, services }: CellPlan): string {
  const each = Object.entries(services).map(([name, service]) => [
    name,
    { ...service, files: service.files.map(({ to }) => to) },
  ]);
  return JSON.stringify([command, env, secrets, limits, internet, each]);
}
