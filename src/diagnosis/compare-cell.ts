// What is another since a cell was green: the images that it is made of, the code, or both. Pure, and careful: it says
// `same`, `changed` or moved only where what was recorded of both runs proves it.

import type { Comparison, MovedImage } from '../model/comparison.ts';
import type { BaseDigest, EngineFacts, SourceRevision } from '../model/event.ts';
import type { BuiltImagePlan, CellPlan, ImageKey, Plan } from '../model/plan.ts';

/** What a run came to know of an image. */
export type ImageFacts = { readonly id?: string; readonly digest?: string; readonly bases?: readonly BaseDigest[] };

export type RunFacts = {
  readonly plan: Pick<Plan, 'images'>;
  readonly source?: SourceRevision;
  readonly engine?: Pick<EngineFacts, 'product' | 'version' | 'platform'>;
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
  const code = compareCode(now, before);
  const { source: to } = now;
  const { source: from } = before;
  const [engine, engineThen] = [engineOf(now), engineOf(before)];
  return {
    moved: verdicts.filter((verdict) => typeof verdict === 'object'),
    isKnown: shared.length === is.size && shared.length === was.size && !verdicts.includes('unknown'),
    isRebuilt: isRebuilt(now, before),
    code,
    ...(code === 'changed' && isMatrixFile(now, before) ? { isMatrixFile: true } : {}),
    ...(code === 'changed' && from && to ? { revisions: { from, to } } : {}),
    ...(engine && engineThen && engine !== engineThen ? { engines: { from: engineThen, to: engine } } : {}),
  };
}

/** What the cell is made of that has a name of its own: what its image is built on, and its services. */
function contentsOf({ cell, plan, images }: CellOfRun): ReadonlyMap<string, Content> {
  const contents = new Map<string, Content>();
  const built = images.get(cell.image);
  for (const { reference, locked } of imageOf({ cell, plan })?.bases ?? []) {
    const digest = locked ?? named(reference) ?? built?.bases?.find((base) => base.reference === reference)?.digest;
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

/** The digest that a reference names itself. */
function named(reference: string): string | undefined {
  return reference.includes('@') ? bare(reference) : undefined;
}

function engineOf({ engine }: RunFacts): string | undefined {
  return engine && `${engine.product} ${engine.version} on ${engine.platform}`;
}

function isRebuilt(now: CellOfRun, before: CellOfRun): boolean {
  const [is, was] = [now.images.get(now.cell.image)?.id, before.images.get(before.cell.image)?.id];
  return now.cell.image === before.cell.image && is !== undefined && was !== undefined && is !== was;
}

function compareCode(now: CellOfRun, before: CellOfRun): Comparison['code'] {
  const [is, was] = [imageOf(now), imageOf(before)];
  if (!is || !was) return 'unknown';
  const [a, b] = [now.source, before.source];
  const isSameCommit = a && b && a.revision === b.revision && !a.isDirty && !b.isDirty;
  const [{ source: mounted }, { source: mountedThen }] = [now.cell.test, before.cell.test];
  if (is.key === was.key && mounted?.digest === mountedThen?.digest) {
    const isSame = settingsOf(now.cell) === settingsOf(before.cell) && (isSameCommit || isWhole(now.cell, is));
    return isSame ? 'same' : 'unknown';
  }
  // A key is over what is locked as well, and the lock file is mostly one of the files: neither is the code.
  if (locksOf(now) !== locksOf(before) || isSameCommit) return 'unknown';
  if (a && b && a.revision !== b.revision) return 'changed';
  // Arguments may come from the caller's environment.
  const isAsWritten = JSON.stringify(is.args) === JSON.stringify(was.args) && is.target === was.target;
  return isAsWritten && !mounted === !mountedThen ? 'changed' : 'unknown';
}

/** Of the same recipe and of the same files but the matrix file, only that can have made the key another one. */
function isMatrixFile(now: CellOfRun, before: CellOfRun): boolean {
  const [is, was] = [imageOf(now), imageOf(before)];
  return is?.code !== undefined && is.code === was?.code && recipeOf(is) === recipeOf(was);
}

function recipeOf({ dockerfile, ignore, args, target }: BuiltImagePlan): string {
  return JSON.stringify([dockerfile, ignore, args, target]);
}

/** The digests that a lock or a record has pinned for the cell. */
function locksOf({ cell, plan }: CellOfRun): string {
  const services = new Set(Object.values(cell.services).map(({ image }) => image));
  const pulled = plan.images.filter(({ key }) => services.has(key));
  const locked = (imageOf({ cell, plan })?.bases ?? []).flatMap((base) => (base.locked === undefined ? [] : [base]));
  return JSON.stringify([locked, pulled.map(({ key, pinned }) => [key, pinned?.digest])]);
}

/** The key is over all files that the cell takes from here, those that services get included. */
function isWhole({ services }: CellPlan, { context, ignore }: BuiltImagePlan): boolean {
  const files = Object.values(services).flatMap((service) => service.files);
  return files.every(({ from }) => {
    if (!from.startsWith(`${context}/`)) return false;
    const [first] = from.slice(context.length + 1).split('/');
    return ignore.every((pattern) => !/[*?[\\!]/.test(firstOf(pattern)) && firstOf(pattern) !== first);
  });
}

/** A pattern that begins with a plain name leaves out only what is in the folder of that name. */
function firstOf(pattern: string): string {
  return (
    pattern
      .trim()
      .replace(/^(?:\.?\/)+/, '')
      .split('/')[0] ?? ''
  );
}

/** What the matrix file and the caller say of the cell beyond its images, as far as it decides what its suite comes to. */
function settingsOf({ test, services }: CellPlan): string {
  const { command, env, secrets, timeoutMs, limits, internet } = test;
  return JSON.stringify([command, env, secrets, timeoutMs, limits, internet, services]);
}
