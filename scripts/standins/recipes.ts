// Stand-ins for images of Docker Hub, for machines that cannot reach it: the real programs, in a Debian of our own making.

import { type DebianRecipe, debianRecipeOf } from './debian-recipes.ts';

export type Recipe =
  | { readonly kind: 'node'; readonly node: string; readonly npm: string }
  | { readonly kind: 'postgres'; readonly major: string; readonly suite: string }
  | { readonly kind: 'busybox' }
  | DebianRecipe;

/** Node's binary comes as an npm package of its own, without npm; the npm of its time is another. */
const nodeVersions: Readonly<Record<string, readonly [node: string, npm: string]>> = {
  12: ['12.22.12', '6.14.18'],
  13: ['13.14.0', '6.14.18'],
  14: ['14.21.3', '6.14.18'],
  15: ['15.14.0', '7.24.2'],
  16: ['16.20.2', '8.19.4'],
  18: ['18.20.8', '10.8.2'],
  20: ['20.20.2', '10.8.2'],
  22: ['22.22.0', '10.9.4'],
  24: ['24.21.0', '11.6.2'],
  26: ['26.9.0', '11.21.2'],
};

/** Docker Hub has a `slim` of every version; of those before 2023 none is called after bookworm. */
const nodeTags = ['slim', 'bookworm-slim'];

/** The Debian that has this version of PostgreSQL. */
const postgresSuites: Readonly<Record<string, string>> = { 13: 'bullseye', 15: 'bookworm', 17: 'trixie' };

/** What the demonstration and the tests need. */
export const usualImages: readonly string[] = [
  ...['13', '15', '20'].map((major) => `node:${major}-slim`),
  ...Object.keys(postgresSuites).map((major) => `postgres:${major}`),
  'busybox:1.36',
];

/** What the tests need beside, for the cells of the examples in matrices/ that they run. */
export const exampleImages: readonly string[] = [
  'node:20-bookworm-slim',
  'node:22-slim',
  'node:22-bookworm-slim',
  'redis:7.0',
  'nginx:1.26',
  'mariadb:10.11',
  'php:8.2-cli',
  'php:8.2-fpm',
];

/** How to make a stand-in for an image of Docker Hub's library; undefined where there is none. */
export function recipeOf(image: string): Recipe | undefined {
  const [, name = '', major = ''] = /^(\w+):(\d+)/.exec(image) ?? [];
  if (image === 'busybox:1.36') return { kind: 'busybox' };
  const node =
    name === 'node' && nodeTags.some((tag) => image === `node:${major}-${tag}`) ? nodeVersions[major] : undefined;
  if (node) return { kind: 'node', node: node[0], npm: node[1] };
  const suite = image === `postgres:${major}` ? postgresSuites[major] : undefined;
  return suite === undefined ? debianRecipeOf(image) : { kind: 'postgres', major, suite };
}
