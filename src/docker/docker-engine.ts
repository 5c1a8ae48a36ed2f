// The engine port over Docker's API (Docker Engine, Docker Desktop, Podman), wherever the engine is.

import { randomInt } from 'node:crypto';
import type { EngineFacts } from '../model/event.ts';
import type { ImageKey } from '../model/plan.ts';
import { type Engine, EngineFailure } from '../run/engine.ts';
import { askEngine } from './ask-engine.ts';
import { ensureBuilt } from './build.ts';
import type { Connection } from './connect.ts';
import { findImage } from './find-image.ts';
import { createNetworks } from './network.ts';
import { askedAgain } from './persistently.ts';
import { ensurePulled } from './pull.ts';
import { createSandbox } from './sandbox.ts';
import { doing, isNobodyThere, messageOf } from './trouble.ts';

/** An engine that has as much to do as it can still answers this at once. */
const silencePatienceMs = 5_000;

/** A digest without an id is not of a record. */
function fromLock(key: ImageKey, error: unknown): never {
  if (!(error instanceof EngineFailure)) throw error;
  const { transient, detail, cause } = error;
  const whose = `matrix.lock.json has that digest, and matrix lock --update ${key} takes what the registry has now`;
  throw new EngineFailure(`${error.message}; ${whose}`, { transient, detail, cause });
}

/** The engine behind a connection. Makes nothing until it is asked to. */
export function createDockerEngine({ docker, address, endpoint, local }: Connection): Engine {
  const ask = askEngine(endpoint, silencePatienceMs);
  const networks = createNetworks(docker, { local, seed: randomInt(2 ** 16) });
  let known: Promise<EngineFacts> | undefined;
  const facts = async (): Promise<EngineFacts> => {
    const [info, version] = await askedAgain(() =>
      doing('Cannot ask the engine what it is', Promise.all([docker.info(), docker.version()])),
    );
    return {
      address,
      product: version.Components?.[0]?.Name === 'Podman Engine' ? 'Podman Engine' : 'Docker Engine',
      version: version.Version,
      apiVersion: version.ApiVersion,
      platform: `${version.Os}/${version.Arch}`,
      cpus: info.NCPU,
      memoryBytes: info.MemTotal,
    };
  };
  return {
    facts() {
      known ??= facts();
      return known;
    },
    async silence() {
      try {
        await ask('GET', '/_ping');
        return undefined;
      } catch (error) {
        return { reason: `${address} does not answer (${messageOf(error)})`, isGone: isNobodyThere(error) };
      }
    },
    async ensureImage(image, options) {
      const { id, digest } = image.pinned ?? {};
      const there = id === undefined ? undefined : await findImage(docker, id);
      // By its id alone the engine does not say under which of its digests it is meant.
      if (there) return { ...there, ...(digest === undefined ? {} : { digest }), cached: true };
      if (digest !== undefined) {
        const pulled = ensurePulled(docker, digest, options);
        return id === undefined ? pulled.catch((error: unknown) => fromLock(image.key, error)) : pulled;
      }
      if (image.kind === 'pull') return ensurePulled(docker, image.key, options);
      const buildKit = (await this.facts()).product === 'Docker Engine';
      return ensureBuilt(docker, image, { ...options, buildKit });
    },
    sandbox: (options) => createSandbox(docker, networks, { ...options, local }),
  };
}
