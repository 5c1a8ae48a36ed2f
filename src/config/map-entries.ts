// The entries of one map of the file: its own, and those that `<<` brings in.

import { Scalar } from 'yaml';
import { quoted } from './source-text.ts';
import type { Located } from './yaml-tree.ts';

export type MapEntries = {
  /** Undefined, or what is wrong with the entry, which is left out. */
  add(key: Scalar, name: string, child: Located): { readonly message: string; readonly hint?: string } | undefined;
  /** What is inherited first; an own key hides it. */
  all(): ReadonlyMap<string, Located>;
};

export function createMapEntries(): MapEntries {
  const own = new Map<string, Located>();
  const merged = new Map<string, Located>();
  return {
    add(key, name, child) {
      if (name === '<<' && key.type === Scalar.PLAIN) {
        const from = mergedFrom(child);
        if (!from) return { message: '"<<" takes a map, or a list of maps' };
        for (const [inherited, located] of from) if (!merged.has(inherited)) merged.set(inherited, located);
        return undefined;
      }
      // Objects give this name a meaning of their own, so that it would get lost on its way.
      if (name === '__proto__') return { message: '"__proto__" cannot be a name here' };
      if (own.has(name)) return { message: `${quoted(name)} is here twice`, hint: 'keep one of them' };
      own.set(name, child);
      return undefined;
    },
    all: () => new Map([...[...merged].filter(([name]) => !own.has(name)), ...own]),
  };
}

/** `<<: *one` or `<<: [*one, *other]`, the first of which wins; undefined where it is neither. */
function mergedFrom(child: Located): readonly (readonly [string, Located])[] | undefined {
  const maps = Array.isArray(child.value) ? [...child.children.values()] : [child];
  if (maps.some(({ value }) => typeof value === 'string' || Array.isArray(value))) return undefined;
  return maps.flatMap(({ children }) => [...children].map(([name, from]) => [String(name), from] as const));
}
