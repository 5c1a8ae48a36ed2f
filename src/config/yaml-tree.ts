// YAML to plain data in which every scalar is its source text, with the place of everything remembered.

import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, parseDocument, Scalar, type YAMLError } from 'yaml';
import { byPlace, type Diagnostic } from '../errors.ts';
import type { SourceText } from './source-text.ts';

export type Plain = string | readonly Plain[] | { readonly [key: string]: Plain };

/** A node with where it begins, where its key does, and what is in it. */
export type Located = {
  readonly offset: number;
  readonly keyOffset: number | undefined;
  readonly value: Plain;
  readonly children: ReadonlyMap<string | number, Located>;
};

export type YamlTree = {
  readonly root: Located;
  readonly diagnostics: readonly Diagnostic[];
  /** False where the text could not be read to its end: what the tree lacks says nothing. */
  readonly complete: boolean;
};

/** More than any matrix needs, and little enough to be read at once; aliases count as often as they are used. */
const mostNodes = 100_000;
/** Deeper than anything that means something, and far from what the stack takes. */
const mostLevels = 100;

/** Reads the text. `diagnostics` are in order. Never throws. */
export function readYaml(source: SourceText): YamlTree {
  const document = parseDocument(source.text, { version: '1.2', uniqueKeys: false, prettyErrors: false, merge: false });
  if (document.errors.length > 0) {
    // The first one is the cause; what follows is mostly its echo.
    const [first] = document.errors;
    return { root: nothing, diagnostics: first ? [syntaxDiagnostic(first, source)] : [], complete: false };
  }
  const reader = createReader(source);
  const root = document.contents ? reader.read(document.contents, undefined) : nothing;
  return { root, diagnostics: reader.diagnostics.toSorted(byPlace), complete: reader.isComplete() };
}

const nothing: Located = { offset: 0, keyOffset: undefined, value: '', children: new Map() };

function createReader(source: SourceText) {
  const diagnostics: Diagnostic[] = [];
  const anchors = createAnchors();
  let nodes = 0;
  let levels = 0;
  let refused = false;
  const refuse = (node: Node | null, why: string): Located => {
    if (!refused) diagnostics.push(source.diagnostic(node ? offsetOf(node) : 0, why));
    refused = true;
    return nothing;
  };

  const read = (node: Node | null, keyOffset: number | undefined): Located => {
    nodes++;
    if (refused) return nothing;
    if (nodes > mostNodes)
      return refuse(node, `the file has more than ${mostNodes} values, aliases counted as often as they are used`);
    if (levels >= mostLevels) return refuse(node, `more than ${mostLevels} lists and maps stand in each other here`);
    levels++;
    try {
      return readNode(node, keyOffset);
    } finally {
      levels--;
    }
  };

  const readNode = (node: Node | null, keyOffset: number | undefined): Located => {
    if (isAlias(node)) {
      const target = anchors.targetOf(node);
      if (!target) diagnostics.push(source.diagnostic(offsetOf(node), 'this alias has no anchor above it'));
      else if (anchors.isOpen(target)) return refuse(node, 'this alias stands within what it refers to');
      // Its own place, not the anchor's: there the reader looks.
      return { ...read(target ?? null, keyOffset), offset: offsetOf(node), keyOffset };
    }
    if (!node) return { offset: keyOffset ?? 0, keyOffset, value: '', children: new Map() };
    return anchors.within(node, () => {
      if (isMap(node)) return readMap(node.items as never, offsetOf(node), keyOffset);
      if (isSeq(node)) return readList(node.items as never, offsetOf(node), keyOffset);
      return { offset: offsetOf(node), keyOffset, value: scalarText(node), children: new Map() };
    });
  };

  const readList = (nodesOfList: readonly (Node | null)[], offset: number, keyOffset: number | undefined): Located => {
    const items = nodesOfList.map((item) => read(item, undefined));
    return { offset, keyOffset, value: items.map(({ value }) => value), children: new Map(items.entries()) };
  };

  const readMap = (
    pairs: readonly { readonly key: Node; readonly value: Node | null }[],
    offset: number,
    keyOffset: number | undefined,
  ): Located => {
    const own = new Map<string, Located>();
    const merged = new Map<string, Located>();
    for (const { key, value } of pairs) {
      if (!isScalar(key)) {
        diagnostics.push(source.diagnostic(offsetOf(key), 'a key is a text, not a list or a map'));
        continue;
      }
      const name = scalarText(key);
      const child = anchors.within(key, () => read(value, offsetOf(key)));
      if (name === '<<' && key.type === Scalar.PLAIN) {
        const from = mergedFrom(child);
        if (!from) diagnostics.push(source.diagnostic(offsetOf(key), '"<<" takes a map, or a list of maps'));
        for (const [inherited, located] of from ?? []) if (!merged.has(inherited)) merged.set(inherited, located);
      } else if (name === '__proto__') {
        // Objects give this name a meaning of their own, so that it would get lost on its way.
        diagnostics.push(source.diagnostic(offsetOf(key), '"__proto__" cannot be a name here'));
      } else if (own.has(name)) {
        diagnostics.push(source.diagnostic(offsetOf(key), `"${name}" is here twice`, 'keep one of them'));
      } else own.set(name, child);
    }
    const children = new Map([...merged].filter(([name]) => !own.has(name)));
    for (const [name, child] of own) children.set(name, child);
    const value: Record<string, Plain> = Object.create(null) as Record<string, Plain>;
    for (const [name, child] of children) value[name] = child.value;
    return { offset, keyOffset, value, children };
  };
  return { read, diagnostics, isComplete: () => !refused };
}

/** Anchors as they are met. The library's own look-up goes through the whole document for each alias. */
function createAnchors() {
  const latest = new Map<string, Node>();
  const targets = new Map<Alias, Node | undefined>();
  const open = new Set<Node>();
  const met = new WeakSet<Node>();
  return {
    /** What an alias stands for: the last anchor of its name above it. */
    targetOf(alias: Alias): Node | undefined {
      if (!targets.has(alias)) targets.set(alias, latest.get(alias.source));
      return targets.get(alias);
    },
    /** Whether the node is being read just now. */
    isOpen: (node: Node): boolean => open.has(node),
    within<T>(node: Node, work: () => T): T {
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

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** `<<: *one` or `<<: [*one, *other]`, the first of which wins; undefined where it is neither. */
function mergedFrom(child: Located): readonly (readonly [string, Located])[] | undefined {
  const maps = Array.isArray(child.value) ? [...child.children.values()] : [child];
  if (maps.some(({ value }) => typeof value === 'string' || Array.isArray(value))) return undefined;
  return maps.flatMap(({ children }) => [...children].map(([name, from]) => [String(name), from] as const));
}

/** What stands there for a plain scalar, the content for a quoted or a block one; empty where nothing does. */
function scalarText(node: Node | null): string {
  if (!isScalar(node)) return '';
  if (node.type === Scalar.PLAIN) return node.source ?? String(node.value ?? '');
  return String(node.value ?? '');
}

/** The library's codes in our words. */
const syntaxMessages: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document begins here; a matrix file is one',
  TAB_AS_INDENT: 'a tab cannot indent; YAML wants spaces',
  BAD_INDENT: 'this is indented in a way that fits nothing above it',
  BLOCK_AS_IMPLICIT_KEY: 'a map or a list cannot begin on this line; is a line break or an indent missing?',
  BLOCK_IN_FLOW: 'this stands inside […] or {…} that was not closed',
  BAD_ALIAS: 'this alias has no anchor above it',
  BAD_SCALAR_START: 'a text cannot begin with this character; put it in quotes',
  KEY_OVER_1024_CHARS: 'a key this long cannot be read; is a colon missing?',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines; is a colon or a closing bracket missing?',
  MISSING_CHAR: 'something is not closed, or a colon or a comma is missing',
  UNEXPECTED_TOKEN: 'this does not belong here',
  RESOURCE_EXHAUSTION: 'lists and maps stand in each other too deeply here',
  TAG_RESOLVE_FAILED: 'this tag is not known; a matrix file needs none',
};

function syntaxDiagnostic(error: YAMLError, source: SourceText): Diagnostic {
  const own = syntaxMessages[error.code];
  return source.diagnostic(error.pos[0], own ?? 'this is not YAML', own === undefined ? error.message : undefined);
}
