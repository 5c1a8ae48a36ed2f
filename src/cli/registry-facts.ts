// Whether the registries of a plan answer: each is asked for the images that are not there yet, or for one of the others.

import { isDeepStrictEqual } from 'node:util';
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
/** More of them would take longer than somebody waits for. */
const mostAsked = 16;
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
        const lacking = images.filter(({ isThere }) => !isThere).slice(0, mostAsked);
        const wanted = lacking.length > 0 ? lacking : images.slice(0, 1);
        const [helper, ...answers] = await Promise.all([
          missingHelper(host, process.env),
          ...wanted.map(({ name }) => slot(() => ask(docker, name))),
        ]);
        // The first that cannot be had is what matters, and whatever is as it is.
        const answer = answers.find((one) => one !== 'has it') ?? 'has it';
        const names = wanted.flatMap(({ name }, at) => (isDeepStrictEqual(answers[at], answer) ? [name] : []));
        return {
          host,
          asked:
            answer === 'has it' && names.length > 1 ? `${names[0]} and ${names.length - 1} more` : names.join(', '),
          isSpare: lacking.length === 0,
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
