// Looks for many byte strings at once in a stream (Aho and Corasick, 1975): each byte is looked at once, however many
// there are of them, and what could be the beginning of one is known at every moment.

/** State 0 is the root: nothing that was seen is the beginning of a needle. */
export type Needles = {
  next(state: number, byte: number): number;
  /** How many of the last bytes are the beginning of a needle, or all of one: no more of them than these can matter. */
  depth(state: number): number;
  /** Length of the longest needle that ends here; 0 where none does. */
  ending(state: number): number;
};

type Node = {
  readonly byte: number;
  readonly depth: number;
  /** Its children are a list, since most nodes have one. */
  firstChild: Node | undefined;
  readonly sibling: Node | undefined;
  ending: number;
};

/** States near the root, where almost all of the time is spent, have a table each, of 1 KiB. */
const mostTables = 4_096;

export function createNeedles(needles: readonly Uint8Array[]): Needles {
  const nodes = nodesOf(needles);
  // Numbered level by level, so that the children of a state stand side by side.
  const firstChild = new Int32Array(nodes.length + 1);
  const bytes = Uint8Array.from(nodes, ({ byte }) => byte);
  const depth = Int32Array.from(nodes, (node) => node.depth);
  const ending = Int32Array.from(nodes, (node) => node.ending);
  const fallback = new Int32Array(nodes.length);
  for (let state = 0, child = 1; state <= nodes.length; state++) {
    firstChild[state] = child;
    for (let node = nodes[state]?.firstChild; node; node = node.sibling) child++;
  }
  const tables = Math.min(nodes.length, mostTables);
  const table = new Int32Array(tables * 256);

  const next = (from: number, byte: number): number => {
    let state = from;
    while (state >= tables) {
      const end = firstChild[state + 1] ?? 0;
      for (let at = firstChild[state] ?? 0; at < end; at++) if (bytes[at] === byte) return at;
      state = fallback[state] ?? 0;
    }
    return table[state * 256 + byte] ?? 0;
  };
  // What a state falls back to is nearer to the root than it is, and so is complete when it is needed.
  for (let state = 0; state < nodes.length; state++) {
    const shorter = fallback[state] ?? 0;
    ending[state] = Math.max(ending[state] ?? 0, ending[shorter] ?? 0);
    if (state > 0 && state < tables) table.copyWithin(state * 256, shorter * 256, (shorter + 1) * 256);
    for (let at = firstChild[state] ?? 0; at < (firstChild[state + 1] ?? 0); at++) {
      const byte = bytes[at] ?? 0;
      fallback[at] = state === 0 ? 0 : next(shorter, byte);
      if (state < tables) table[state * 256 + byte] = at;
    }
  }
  return { next, depth: (state) => depth[state] ?? 0, ending: (state) => ending[state] ?? 0 };
}

/** The tree of the needles' bytes, level by level. */
function nodesOf(needles: readonly Uint8Array[]): readonly Node[] {
  const root: Node = { byte: 0, depth: 0, firstChild: undefined, sibling: undefined, ending: 0 };
  for (const needle of needles) {
    let node = root;
    for (const byte of needle) node = childOf(node, byte);
    if (node !== root) node.ending = needle.length;
  }
  const nodes = [root];
  for (let at = 0; at < nodes.length; at++)
    for (let child = nodes[at]?.firstChild; child; child = child.sibling) nodes.push(child);
  return nodes;
}

function childOf(node: Node, byte: number): Node {
  for (let child = node.firstChild; child; child = child.sibling) if (child.byte === byte) return child;
  const { depth, firstChild: sibling } = node;
  const child: Node = { byte, depth: depth + 1, firstChild: undefined, sibling, ending: 0 };
  node.firstChild = child;
  return child;
}
