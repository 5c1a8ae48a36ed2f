// YAML to plain data in which every scalar is its source text, with the place of everything remembered.

import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from 'yaml';
import { byPlace, type Diagnostic } from '../errors.ts';
import { createAnchors } from './anchors.ts';
import { createMapEntries } from './map-entries.ts';
import { parseOptions } from './parse-options.ts';
import type { SourceText } from './source-text.ts';
import { syntaxDiagnostic } from './syntax-diagnostic.ts';

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
  const document = parseDocument(source.text, parseOptions);
  // The first one is the cause; what follows is mostly its echo.
  const [first] = document.errors;
  if (first) return { root: nothing, diagnostics: [syntaxDiagnostic(first, source)], complete: false };
  const reader = createReader(source);
  const root = document.contents ? reader.read(document.contents, undefined) : nothing;
  // A tag that the library passes over would have meant something to whoever wrote it.
  const tags = document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED');
  const diagnostics = [...tags.map((warning) => syntaxDiagnostic(warning, source)), ...reader.diagnostics];
  return { root, diagnostics: diagnostics.toSorted(byPlace), complete: reader.isComplete() };
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
    if (!node) return { ...nothing, offset: keyOffset ?? 0, keyOffset };
    return anchors.within(node, () => {
      const place = { offset: offsetOf(node), keyOffset };
      if (isMap<Node, Node | null>(node)) return { ...place, ...readMap(node.items) };
      if (isSeq<Node | null>(node)) return { ...place, ...readList(node.items) };
      return { ...place, value: scalarText(node), children: new Map() };
    });
  };

  const readList = (items: readonly (Node | null)[]): Content => {
    const located = items.map((item) => read(item, undefined));
    return { value: located.map(({ value }) => value), children: new Map(located.entries()) };
  };

  const readMap = (pairs: readonly Pair<Node, Node | null>[]): Content => {
    const entries = createMapEntries();
    for (const { key, value } of pairs) {
      if (!isScalar(key)) {
        diagnostics.push(source.diagnostic(offsetOf(key), 'a key is a text, not a list, a map or an alias'));
        continue;
      }
      const child = anchors.within(key, () => read(value, offsetOf(key)));
      const problem = entries.add(key, scalarText(key), child);
      if (problem) diagnostics.push(source.diagnostic(offsetOf(key), problem.message, problem.hint));
    }
    const children = entries.all();
    const value: Record<string, Plain> = Object.create(null) as Record<string, Plain>;
    for (const [name, child] of children) value[name] = child.value;
    return { value, children };
  };
  return { read, diagnostics, isComplete: () => !refused };
}

type Content = Pick<Located, 'value' | 'children'>;

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** What was written: what a tag or the library makes of it does not count. Of a quoted or a block one, its content. */
function scalarText(node: Node): string {
  return isScalar(node) ? (node.source ?? '') : '';
}
