// The images that were built for runs, and are kept from run to run.

import type Docker from 'dockerode';
import pLimit from 'p-limit';
import type { EpochMs } from '../model/event.ts';
import type { ImageKey } from '../model/plan.ts';
import { type Layer, roomOf } from '../upkeep/images-to-remove.ts';
import { tagOf } from './build.ts';
import { imageLabel, variantLabel } from './labels.ts';
import { unlessGone } from './leftovers.ts';
import { doing } from './trouble.ts';

const askedAtOnce = 8;

export type BuiltImage = {
  readonly id: string;
  readonly key: ImageKey;
  /** As people see it among the engine's images. */
  readonly name: string;
  readonly variant: string | undefined;
  readonly createdAt: EpochMs;
  readonly bytes: number;
  /** A container stands on it, be it one that has ended. */
  readonly isInUse: boolean;
  /** Not by force: the engine refuses where a container needs it. Rejects with EngineFailure. */
  remove(): Promise<void>;
};

/**
 * Those that have the name that we gave them, or none any more. An image that somebody makes from one of ours inherits its
 * labels, and is not ours.
 */
export async function findBuiltImages(docker: Docker): Promise<readonly BuiltImage[]> {
  const [images, containers] = await doing(
    'Cannot list the images',
    Promise.all([docker.listImages({ filters: { label: [imageLabel] } }), docker.listContainers({ all: true })]),
  );
  const stoodOn = new Set(containers.map(({ ImageID }) => ImageID));
  return images.flatMap(({ Id: id, RepoTags, Size: bytes, Created, Labels: labels }): BuiltImage[] => {
    const key = labels?.[imageLabel] ?? '';
    const names = (RepoTags ?? []).filter((name) => name !== '<none>:<none>');
    // Podman says where a name is: here, or on Docker Hub, where one is looked for that has no registry.
    const own = names.find((name) => name.replace(/^(?:localhost|docker\.io)\//, '') === tagOf(key));
    if (names.length > 0 && own === undefined) return [];
    const name = own ?? id;
    return [
      {
        id,
        key,
        name: own === undefined ? id.slice(0, 'sha256:'.length + 12) : tagOf(key),
        variant: labels?.[variantLabel],
        createdAt: Created * 1000,
        bytes,
        isInUse: stoodOn.has(id),
        remove: () => unlessGone(`Cannot remove the image ${name}`, docker.getImage(name).remove()),
      },
    ];
  });
}

/** The room that images take together, those that they are made from included. Rejects with EngineFailure. */
export async function roomOfBuilt(docker: Docker, images: readonly BuiltImage[]): Promise<number> {
  const slot = pLimit(askedAtOnce);
  return roomOf(
    await Promise.all(images.map((image) => slot(async () => ({ layers: await layersOf(docker, image) })))),
  );
}

/** What an image consists of, as far as the engine tells: sizes in the order in which it tells them. */
export async function layersOf(docker: Docker, { id }: BuiltImage): Promise<readonly Layer[]> {
  const image = docker.getImage(id);
  const [{ RootFS }, history] = await doing(
    'Cannot look at an image',
    Promise.all([image.inspect(), image.history() as Promise<readonly { readonly Size: number }[]>]),
  );
  // The history is newest first, and has steps that made no layer.
  const sizes = history
    .map(({ Size }) => Size)
    .filter((size) => size > 0)
    .reverse();
  return (RootFS?.Layers ?? []).map((layer, index) => ({ id: layer, bytes: sizes[index] ?? 0 }));
}
