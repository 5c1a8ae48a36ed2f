// What of a file can be judged although parts of it are wrong, so that its other mistakes come at once with those.

import type * as z from 'zod';
import { type Doubt, noDoubt } from './doubt.ts';
import { type Edit, pruned } from './pruned.ts';
import { type Config, schema } from './schema.ts';
import type { Located } from './yaml-tree.ts';

export type Salvage = {
  /** With something harmless in the place of what is wrong and cannot be left out. */
  readonly config: Config;
  /** The tree without what is wrong, by which places are found. */
  readonly root: Located;
  readonly doubt: Doubt;
};

type Path = readonly (string | number)[];

/** Leaving something out may bring up the next mistake, which is left out in turn; what is not right by then is given up. */
const mostRounds = 8;

/** Undefined where too little is right to say more about it. `first` are the schema's issues with the whole. */
export function salvage(whole: Located, first: readonly z.core.$ZodIssue[]): Salvage | undefined {
  let root = whole;
  let issues = first;
  const doubts = new Set<string>();
  for (let round = 0; round < mostRounds; round++) {
    const paths = issues.flatMap(wrongPaths);
    if (paths.some((path) => path.length === 0)) return undefined;
    for (const key of paths.flatMap(doubtsOf)) doubts.add(key);
    root = pruned(root, paths.map(editFor));
    const parsed = schema.safeParse(root.value);
    if (parsed.success) return { config: parsed.data, root, doubt: doubtOf(doubts) };
    issues = parsed.error.issues;
  }
  return undefined;
}

function wrongPaths(issue: z.core.$ZodIssue): readonly Path[] {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
}

const everything = '*';
const keys = new Set<unknown>(Object.keys(schema.in.shape));

/** The axes whose values are not all known where this is left out. */
function doubtsOf([top, name]: Path): readonly string[] {
  if (top === 'axes' && typeof name === 'string') return [name];
  // A key that is none may have been meant for any other, and what is not excluded stays in.
  return top === 'axes' || top === 'include' || top === 'exclude' || !keys.has(top) ? [everything] : [];
}

function doubtOf(doubts: ReadonlySet<string>): Doubt {
  if (doubts.size === 0) return noDoubt;
  return { any: true, about: (key) => doubts.has(everything) || doubts.has(key) };
}

/** The least that can be left out, or replaced where it may not be missing. */
function editFor(path: Path): Edit {
  const [top, name, part] = path;
  switch (top) {
    case 'axes':
      return { path: path.slice(0, typeof part === 'number' ? 3 : 2) };
    case 'services':
      return part === 'image' ? { path: path.slice(0, 3), by: 'scratch' } : { path: path.slice(0, 3) };
    case 'image':
      return { path: ['image'], by: { from: 'scratch' } };
    case 'test':
      if (name === undefined) return { path: ['test'], by: { command: 'true' } };
      return name === 'command' ? { path: ['test', 'command'], by: 'true' } : { path: path.slice(0, 2) };
    default:
      return { path: path.slice(0, top === 'exclude' || top === 'include' || top === 'allow-failure' ? 2 : 1) };
  }
}
