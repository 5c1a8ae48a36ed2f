// Builds an image over the API: BuildKit where the engine has it, the engine's own builder (Podman's) else.

import type Docker from 'dockerode';
import type { BaseDigest, Progress } from '../model/event.ts';
import type { BuiltImagePlan, ImageKey } from '../model/plan.ts';
import { isBuiltOf, variantOf } from '../plan/plan-images.ts';
import { BuildFailure, EngineFailure, type ReadyImage } from '../run/engine.ts';
import { type BuildLog, type BuildLogFailure, createBuildLog } from './build-log.ts';
import { decodeBuildKitStatus } from './buildkit-status.ts';
import { builtOn, lockedBases } from './built-on.ts';
import { dockerfileName, packContext } from './context-tar.ts';
import { type Credentials, credentialsFor, registryOf } from './credentials.ts';
import { type FoundImage, findImage } from './find-image.ts';
import { imageLabel, variantLabel } from './labels.ts';
import { readProgress } from './progress-stream.ts';
import { pullFailure } from './pull-failure.ts';
import { engineFailure } from './trouble.ts';

type BuildMessage = {
  readonly id?: string;
  readonly aux?: unknown;
  readonly stream?: string;
  readonly error?: string;
};

export type BuildOptions = {
  readonly buildKit: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
};

/** The name under which the engine keeps a built image; its tag is the content key. */
export function tagOf(key: ImageKey): string {
  return `matrix-run/${key}`;
}

/** Builds the image unless one with its key is there. Rejects with BuildFailure or EngineFailure. */
export async function ensureBuilt(docker: Docker, image: BuiltImagePlan, options: BuildOptions): Promise<ReadyImage> {
  const tag = tagOf(image.key);
  const there = await findBuilt(docker, tag);
  if (there) return { ...there, bases: lockedBases(image), cached: true };
  options.onProgress({ done: 0, total: 0, unit: 'steps', text: 'sending the context' });
  const told = await build(docker, image, options);
  const built = await findBuilt(docker, tag);
  if (built) return { ...built, bases: await builtOn(docker, image, told), cached: false };
  throw new BuildFailure('The build ended without an image', []);
}

/** Without a digest: Podman gives one to what never was in a registry, and nothing could be pulled by it. */
async function findBuilt(docker: Docker, tag: string): Promise<Omit<FoundImage, 'digest'> | undefined> {
  const found = await findImage(docker, tag);
  return found && { id: found.id, exposes: found.exposes };
}

/** Returns what the builder told of the images that it was built on. */
async function build(
  docker: Docker,
  image: BuiltImagePlan,
  options: BuildOptions,
): Promise<ReadonlyMap<string, string>> {
  const log = createBuildLog();
  try {
    const authconfig = await baseCredentials(image.dockerfile);
    const { tar, sent } = packContext(image);
    const stream = await docker.buildImage(tar as NodeJS.ReadableStream, {
      t: tagOf(image.key),
      dockerfile: dockerfileName,
      buildargs: { ...image.args },
      labels: { [imageLabel]: image.key, [variantLabel]: variantOf(image) },
      rm: true,
      forcerm: true,
      abortSignal: options.signal,
      ...(image.target === undefined ? {} : { target: image.target }),
      ...(options.buildKit ? { version: '2' } : {}),
      ...(authconfig ? { authconfig } : {}),
    });
    for await (const message of readProgress<BuildMessage>(stream)) {
      if (message.error !== undefined) {
        const failure = log.failure(message.error);
        throw await errorOf(docker, failure, failure.kind === 'step' ? await builtOn(docker, image, log.bases) : []);
      }
      for (const progress of take(log, message)) options.onProgress(progress);
    }
    if (!isBuiltOf(image, await sent)) await refuse(docker, image);
    return log.bases;
  } catch (error) {
    throw error instanceof BuildFailure || error instanceof EngineFailure
      ? error
      : engineFailure(`Cannot build ${image.key}`, error);
  }
}

/** Under its key it would be taken for what it is not, in this run and in all that follow. */
async function refuse(docker: Docker, image: BuiltImagePlan): Promise<never> {
  await docker.getImage(tagOf(image.key)).remove({ force: true });
  throw new BuildFailure(`Files of ${image.context} changed while they were sent to the builder: run it again`, []);
}

/** A base image that does not exist is a mistake in the Dockerfile; one that cannot be had is the registry's trouble. */
async function errorOf(docker: Docker, failure: BuildLogFailure, bases: readonly BaseDigest[]): Promise<Error> {
  if (failure.kind === 'step') return new BuildFailure(failure.message, failure.detail, bases);
  const { reference, message } = failure;
  if (/not found|manifest unknown|does not exist/i.test(message)) {
    return new BuildFailure(`FROM ${reference}: there is no such image`, [message]);
  }
  return pullFailure(docker, `Cannot pull the base image ${reference}`, reference, new Error(message));
}

/** Passes a message on to the log; returns the steps that it tells of. */
function take(log: BuildLog, message: BuildMessage): readonly Progress[] {
  if (message.stream !== undefined) return [log.classic(message.stream)].filter((progress) => progress !== undefined);
  if (message.id !== 'moby.buildkit.trace' || typeof message.aux !== 'string') return [];
  const status = decodeBuildKitStatus(message.aux);
  for (const { vertex, text } of status.logs) log.output(vertex, text);
  return status.vertexes.flatMap(({ digest, name, started, completed, error }) => {
    const progress = log.step({ id: digest, name, started, error });
    return progress && !completed ? [progress] : [];
  });
}

/**
 * The build's session has one set of credentials for whoever asks, so they are handed over only where all base images
 * come from one registry: a password must not reach another one.
 */
async function baseCredentials(dockerfile: string): Promise<Credentials | undefined> {
  const references = [...dockerfile.matchAll(/^\s*FROM\s+(?:--\S+\s+)*(\S+)/gim)].map((match) => match[1] ?? '');
  const registries = new Set(references.filter((reference) => reference !== 'scratch').map(registryOf));
  const [only] = references;
  return registries.size === 1 && only !== undefined ? credentialsFor(only) : undefined;
}
