// What an image was built on: what is locked, what the builder has told, else what the engine has under the name.

import type Docker from 'dockerode';
import type { BaseDigest } from '../model/event.ts';
import type { BuiltImagePlan } from '../model/plan.ts';
import { findImage } from './find-image.ts';
import { familiarReference } from './present-images.ts';

/** Those of its bases whose digests are locked: they are known without a build. */
export function lockedBases({ bases = [] }: BuiltImagePlan): readonly BaseDigest[] {
  return bases.flatMap(({ reference, locked }) => (locked === undefined ? [] : [{ reference, digest: locked }]));
}

/** `told`: what the builder has said of bases that it asked a registry for. One of which nothing is known is left out. */
export async function builtOn(
  docker: Docker,
  { bases = [] }: BuiltImagePlan,
  told: ReadonlyMap<string, string>,
): Promise<readonly BaseDigest[]> {
  const names = new Map([...told].map(([reference, digest]) => [familiarReference(reference), digest]));
  const found = bases.map(async ({ reference, locked }): Promise<readonly BaseDigest[]> => {
    const known = locked ?? names.get(familiarReference(reference)) ?? (await presentDigest(docker, reference));
    return known === undefined ? [] : [{ reference, digest: known }];
  });
  return (await Promise.all(found)).flat();
}

/** A builder may take what the engine has before it asks a registry. One that came from none has no digest. */
async function presentDigest(docker: Docker, reference: string): Promise<string | undefined> {
  const image = await findImage(docker, reference).catch(() => undefined);
  return image?.digest?.replace(/^.*@/, '');
}
