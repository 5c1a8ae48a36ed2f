import type { Alias, Node } from 'yaml';

export type Anchors = {
  /** What an alias stands for: the last anchor of its name above it. */
  targetOf(alias: Alias): Node | undefined;
  /** Whether the node is being read just now. */
  isOpen(node: Node): boolean;
  /** Reads a node: its anchor is known from here on. */
  within<T>(node: Node, work: () => T): T;
};

/** Anchors as they are met. The library's own look-up goes through the whole document for each alias. */
export function createAnchors(): Anchors {
  const latest = new Map<string, Node>();
  const targets = new Map<Alias, Node | undefined>();
  const open = new Set<Node>();
  const met = new WeakSet<Node>();
  return {
    targetOf(alias) {
      if (!targets.has(alias)) targets.set(alias, latest.get(alias.source));
      return targets.get(alias);
    },
    isOpen: (node) => open.has(node),
    within(node, work) {
      const anchor = 'anchor' in node ? node.anchor : undefined;
      // What an alias repeats must not hide an anchor that has come between.
      if (anchor !== undefined && !met.has(node)) latest.set(anchor, node);
      met.add(node);
      open.add(node);
      try {
        return work();
      } finally {
        open.delete(node);
      }
    },
  };
}
