// Notes of which runs used which built images, a file each in the user's cache folder, so that no two processes ever write
// the same one. Without them nothing is collected, so nobody is told where they cannot be kept.

import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Plan } from '../model/plan.ts';
import type { Owner } from '../run/engine.ts';
import type { ImageUse } from '../upkeep/image-uses.ts';
import { ownerState } from './owner.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** As it is written: with whose use it is while that goes on. */
export type NotedUse = Omit<ImageUse, 'isLive'> & { readonly owner?: Owner };

/** A process on another machine is believed to go on for so long. */
const longestElsewhereMs = 24 * 3_600_000;

export function ledgerFolder(env: Env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'matrix-run', 'image-uses');
}

/** The use of all the images that a plan has built. */
export function useOf(
  { images, name }: Pick<Plan, 'images' | 'name'>,
  facts: Pick<ImageUse, 'run' | 'engine' | 'project' | 'at' | 'isRun'>,
): Omit<NotedUse, 'owner'> {
  return { ...facts, name, images: images.filter(({ kind }) => kind === 'build').map(({ key }) => key) };
}

/** Notes a use, or notes it anew. Returns whether it could. */
export async function noteUse(folder: string, use: NotedUse): Promise<boolean> {
  const file = join(folder, fileOf(use));
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(`${file}.${process.pid}`, JSON.stringify({ schemaVersion: 1, ...use }));
    await rename(`${file}.${process.pid}`, file);
    return true;
  } catch {
    return false;
  }
}

/** All that was noted and can be understood. */
export async function readUses(folder: string, now: number): Promise<readonly ImageUse[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  const read = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')));
  return read.flatMap((text) => {
    const noted = parseUse(text);
    if (!noted) return [];
    const { owner, ...use } = noted;
    // Nobody runs a project again whose folder is gone.
    const isRun = use.isRun && existsSync(use.project);
    return [{ ...use, isRun, isLive: owner !== undefined && isLive(owner, now - use.at) }];
  });
}

export async function dropUse(folder: string, use: Pick<ImageUse, 'run'>): Promise<void> {
  await rm(join(folder, fileOf(use)), { force: true }).catch(() => undefined);
}

function isLive(owner: Owner, ageMs: number): boolean {
  const state = ownerState(owner);
  return state === 'alive' || (state === 'elsewhere' && ageMs < longestElsewhereMs);
}

function fileOf({ run }: Pick<ImageUse, 'run'>): string {
  return `${run}.json`;
}

function parseUse(text: string): NotedUse | undefined {
  try {
    const value = JSON.parse(text) as NotedUse & { readonly schemaVersion?: unknown };
    const { run, engine, project, name, at, images, isRun, owner, schemaVersion } = value;
    const isWhole =
      schemaVersion === 1 &&
      [run, engine, project, name].every((one) => typeof one === 'string') &&
      typeof at === 'number' &&
      Array.isArray(images);
    return isWhole ? { run, engine, project, name, at, images, isRun, ...(owner ? { owner } : {}) } : undefined;
  } catch {
    return undefined;
  }
}
