// Makes sure that the images can be pulled by their plain names: from Docker Hub where it can be reached, else from a
// registry on this machine that holds stand-ins and that the engine uses as its mirror.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import pLimit from 'p-limit';
import { makeStandIn, removeBaseImages } from '../standins/make-stand-in.ts';
import { type Recipe, recipeOf, usualImages } from '../standins/recipes.ts';
import type { EngineInUse } from './ensure-engine.ts';
import { canReachHub } from './hub.ts';
import { withLock } from './lock.ts';
import { ensurePrograms } from './packages.ts';
import { ensureRegistry, hasImage } from './registry.ts';
import { stateFolder } from './state.ts';

/** No images named: those that the demonstration and the tests need. */
export async function ensureImages(
  images: readonly string[],
  engine: EngineInUse,
  say: (line: string) => void,
): Promise<void> {
  if (engine.ours && usesMirror()) {
    await withLock('images', say, () => ensureStandIns(images.length > 0 ? images : usualImages, say));
  } else if (await canReachHub()) say('images: from Docker Hub');
  else {
    throw new Error(
      'Docker Hub cannot be reached, and the engine that answers is not ours to configure: give it a registry mirror, or stop it and let this command start one',
    );
  }
}

/** As the engine was started: that decides for as long as it runs. */
function usesMirror(): boolean {
  try {
    return readFileSync(join(stateFolder, 'daemon.json'), 'utf8').includes('registry-mirrors');
  } catch {
    return false;
  }
}

async function ensureStandIns(images: readonly string[], say: (line: string) => void): Promise<void> {
  await ensureRegistry(say);
  const missing: { readonly image: string; readonly recipe: Recipe }[] = [];
  for (const image of images) {
    const recipe = recipeOf(image);
    if (!recipe) throw new Error(`Docker Hub cannot be reached, and there is no stand-in for ${image}`);
    if (!(await isMade(image, recipe))) missing.push({ image, recipe });
  }
  if (missing.length === 0) return;
  say(
    `images: Docker Hub cannot be reached; making ${missing.length} stand-ins from Debian's and npm's packages, once`,
  );
  ensurePrograms(['mmdebstrap', 'busybox'], say);
  const docker = new Docker();
  const limit = pLimit(2);
  const made = await Promise.allSettled(
    missing.map(({ image, recipe }) =>
      limit(async () => {
        const started = performance.now();
        await makeStandIn(image, recipe, docker);
        writeStamp(image, recipe);
        say(`images: ${image} in ${((performance.now() - started) / 1000).toFixed(0)} s`);
      }),
    ),
  );
  await removeBaseImages(docker);
  for (const result of made) if (result.status === 'rejected') throw result.reason;
}

async function isMade(image: string, recipe: Recipe): Promise<boolean> {
  const [name = '', tag = ''] = image.split(':');
  return readStamp(image) === digestOf(recipe) && (await hasImage(`library/${name}`, tag));
}

/** A recipe that is changed makes its stand-in anew. */
function digestOf(recipe: Recipe): string {
  const folder = fileURLToPath(new URL('../standins', import.meta.url));
  const hash = createHash('sha256').update(JSON.stringify(recipe));
  const script = recipe.kind === 'debian' ? recipe.entrypoint : `${recipe.kind}-entrypoint.sh`;
  const makers = readdirSync(folder).filter((name) =>
    name.endsWith('.ts') ? !name.endsWith('recipes.ts') : name === script,
  );
  for (const name of makers.toSorted()) hash.update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}

const stamps = join(stateFolder, 'stand-ins');

function readStamp(image: string): string | undefined {
  try {
    return readFileSync(join(stamps, image), 'utf8');
  } catch {
    return undefined;
  }
}

function writeStamp(image: string, recipe: Recipe): void {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, image), digestOf(recipe));
}
