// YAML to plain data in which every scalar is its source text, with the place of everything remembered.

import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  Scalar,
  type YAMLError,
} from 'yaml';
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

/** Reads the text. `diagnostics` are in order. Never throws. */
export function readYaml(source: SourceText): YamlTree {
  const document = parseDocument(source.text, { version: '1.2', uniqueKeys: false, prettyErrors: false, merge: false });
  if (document.errors.length > 0) {
    // The first one is the cause; what follows is mostly its echo.
    const [first] = document.errors;
    return { root: nothing, diagnostics: first ? [syntaxDiagnostic(first, source)] : [], complete: false };
  }
  const reader = createReader(source, document);
  const root = document.contents ? reader.read(document.contents, undefined) : nothing;
  return { root, diagnostics: reader.diagnostics.toSorted(byPlace), complete: reader.isComplete() };
}

const nothing: Located = { offset: 0, keyOffset: undefined, value: '', children: new Map() };

function createReader(source: SourceText, document: Document.Parsed) {
  const diagnostics: Diagnostic[] = [];
  let nodes = 0;
  const offsetOf = (node: Node): number => node.range?.[0] ?? 0;

  // The library looks through the whole document for each, and an alias may be read thousands of times.
  const targets = new Map<Alias, Node | undefined>();
  const targetOf = (alias: Alias): Node | undefined => {
    if (!targets.has(alias)) targets.set(alias, alias.resolve(document) as Node | undefined);
    return targets.get(alias);
  };

  const read = (node: Node | null, keyOffset: number | undefined): Located => {
    nodes++;
    if (nodes > mostNodes) {
      if (nodes === mostNodes + 1) {
        diagnostics.push(
          source.diagnostic(
            node ? offsetOf(node) : 0,
            `the file has more than ${mostNodes} values, aliases counted as often as they are used`,
          ),
        );
      }
      return nothing;
    }
    if (isAlias(node)) {
      const target = targetOf(node);
      if (!target) diagnostics.push(source.diagnostic(offsetOf(node), 'this alias has no anchor above it'));
      // Its own place, not the anchor's: there the reader looks.
      return { ...read(target ?? null, keyOffset), offset: offsetOf(node), keyOffset };
    }
    if (isMap(node)) return readMap(node.items as never, offsetOf(node), keyOffset);
    if (isSeq(node)) {
      const items = node.items.map((item) => read(item as Node | null, undefined));
      return located(
        node,
        keyOffset,
        items.map(({ value }) => value),
        new Map(items.entries()),
      );
    }
    return {
      offset: node ? offsetOf(node) : (keyOffset ?? 0),
      keyOffset,
      value: scalarText(node),
      children: new Map(),
    };
  };

  const located = (
    node: Node,
    keyOffset: number | undefined,
    value: Plain,
    children: Located['children'],
  ): Located => ({
    offset: offsetOf(node),
    keyOffset,
    value,
    children,
  });

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
      const child = read(value, offsetOf(key));
      if (name === '<<' && key.type === Scalar.PLAIN) {
        for (const [inherited, from] of mergedFrom(child)) if (!merged.has(inherited)) merged.set(inherited, from);
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
  return { read, diagnostics, isComplete: () => nodes <= mostNodes };
}

/** `<<: *one` or `<<: [*one, *other]`, the first of which wins. */
function mergedFrom(child: Located): readonly (readonly [string, Located])[] {
  const maps = Array.isArray(child.value) ? [...child.children.values()] : [child];
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
  TAG_RESOLVE_FAILED: 'this tag is not known; a matrix file needs none',
};

function syntaxDiagnostic(error: YAMLError, source: SourceText): Diagnostic {
  const own = syntaxMessages[error.code];
  return source.diagnostic(error.pos[0], own ?? 'this is not YAML', own === undefined ? error.message : undefined);
}
