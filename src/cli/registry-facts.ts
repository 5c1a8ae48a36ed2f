// Whether the registries of a plan answer: each is asked for one image, one that is not there yet if there is such.

import pLimit from 'p-limit';
import type { Connection } from '../docker/connect.ts';
import { registryOf } from '../docker/credentials.ts';
import { findImage } from '../docker/find-image.ts';
import { missingHelper } from '../docker/missing-helper.ts';
import { registryDigest } from '../docker/registry-digest.ts';
import type { Plan } from '../model/plan.ts';
import { imageReferences } from '../plan/image-references.ts';
import type { RegistryFacts } from '../upkeep/facts.ts';
import { within } from './within.ts';

const atOnce = 8;
/** Less than what is waited for all of them, so that one that is silent hides no other. */
const patienceMs = 8_000;

/** In order of the registries' names. Rejects with EngineFailure where the engine cannot be asked what it has. */
export async function registryFacts(docker: Connection['docker'], plan: Plan): Promise<readonly RegistryFacts[]> {
  const slot = pLimit(atOnce);
  const there = await Promise.all(
    imageReferences(plan).map((name) =>
      slot(async () => ({ name, isThere: (await findImage(docker, name)) !== undefined })),
    ),
  );
  const hosts = Map.groupBy(there, ({ name }) => registryOf(name));
  return Promise.all(
    [...hosts]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(async ([host, images]): Promise<RegistryFacts> => {
        const [first] = images.toSorted((a, b) => Number(a.isThere) - Number(b.isThere));
        const asked = first?.name ?? '';
        const [helper, answer] = await Promise.all([missingHelper(host, process.env), ask(docker, asked)]);
        return {
          host,
          asked,
          isSpare: first?.isThere ?? true,
          answer,
          ...(helper === undefined ? {} : { missingHelper: helper }),
        };
      }),
  );
}

async function ask(docker: Connection['docker'], name: string): Promise<RegistryFacts['answer']> {
  const found = await within(
    patienceMs,
    registryDigest(docker, name).then((digest) => (digest === undefined ? 'lacks it' : 'has it')),
  );
  if (typeof found === 'string') return found;
  // Which image was asked for is said already.
  return { trouble: found.unknown.replace(`Cannot ask the registry for ${name}: `, '') };
}
