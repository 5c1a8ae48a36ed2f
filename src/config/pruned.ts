// A tree of the file with parts of it left out or replaced. What is left keeps its place.

import type { Located, Plain } from './yaml-tree.ts';

/** What to do at a path: leave it out, or put something harmless there. */
export type Edit = { readonly path: readonly (string | number)[]; readonly by?: Plain };

type Edits = { replacement?: Plain; drop?: boolean; readonly inner: Map<string | number, Edits> };

/** All edits at once, so that a position in a list means what it meant before any of them. */
export function pruned(root: Located, edits: readonly Edit[]): Located {
  const tree: Edits = { inner: new Map() };
  for (const { path, by } of edits) {
    let here = tree;
    for (const key of path) {
      const next = here.inner.get(key) ?? { inner: new Map() };
      here.inner.set(key, next);
      here = next;
    }
    if (by === undefined) here.drop = true;
    else here.replacement = by;
  }
  return edited(root, tree);
}

function edited(node: Located, { replacement, inner }: Edits): Located {
  if (replacement !== undefined) return { ...node, value: replacement, children: new Map() };
  if (inner.size === 0) return node;
  const kept: [string | number, Located][] = [];
  for (const [key, child] of node.children) {
    const edit = inner.get(key);
    if (!edit?.drop) kept.push([key, edit ? edited(child, edit) : child]);
  }
  for (const [key, edit] of inner)
    if (edit.replacement !== undefined && !node.children.has(key))
      kept.push([key, { offset: node.offset, keyOffset: undefined, value: edit.replacement, children: new Map() }]);
  if (Array.isArray(node.value)) {
    const items = kept.map(([, child]) => child);
    return { ...node, value: items.map(({ value }) => value), children: new Map(items.entries()) };
  }
  const value: Record<string, Plain> = Object.create(null) as Record<string, Plain>;
  for (const [key, child] of kept) value[key] = child.value;
  return { ...node, value, children: new Map(kept) };
}
