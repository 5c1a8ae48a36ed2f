// What is no YAML, in our words: the library's are those of people who write parsers.

import { isScalar, type Node, parseDocument, type Scalar, visit, type YAMLError } from 'yaml';
import type { Diagnostic } from '../errors.ts';
import { parseOptions } from './parse-options.ts';
import type { SourceText } from './source-text.ts';

const messages: Readonly<Record<YAMLError['code'], string>> = {
  ALIAS_PROPS: 'an alias has no anchor and no tag of its own',
  BAD_ALIAS: 'the name of this anchor or alias cannot be read',
  BAD_COLLECTION_TYPE: 'this tag does not fit what it stands before; a matrix file needs none',
  BAD_DIRECTIVE: 'this % line cannot be read; a matrix file needs none',
  BAD_DQ_ESCAPE: 'no character is written like this in double quotes; for a backslash, write two or use single quotes',
  BAD_INDENT: 'this is indented in a way that fits nothing above it',
  BAD_PROP_ORDER: 'an anchor or a tag stands behind the - or the colon, not before it',
  BAD_SCALAR_START: 'a text cannot begin with this character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a map or a list cannot begin on this line; is a line break or an indent missing?',
  BLOCK_IN_FLOW: 'this stands inside […] or {…} that was not closed',
  DUPLICATE_KEY: 'this key is here twice',
  IMPOSSIBLE: 'this cannot be read',
  KEY_OVER_1024_CHARS: 'a key this long cannot be read; is a colon missing?',
  MISSING_CHAR: 'a colon, a comma or a space is missing',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines; is a colon or a closing bracket missing?',
  MULTIPLE_ANCHORS: 'this has two anchors; keep one of them',
  MULTIPLE_DOCS: 'a second document begins here; a matrix file is one',
  MULTIPLE_TAGS: 'this has two tags; a matrix file needs none',
  NON_STRING_KEY: 'a key is a text, not a list or a map',
  RESOURCE_EXHAUSTION: 'lists and maps stand in each other too deeply here',
  TAB_AS_INDENT: 'a tab cannot indent; YAML wants spaces',
  TAG_RESOLVE_FAILED: 'this tag is not known or does not fit; a matrix file needs none',
  UNEXPECTED_TOKEN: 'this does not belong here',
};

/** One mistake of the text as YAML. */
export function syntaxDiagnostic(error: YAMLError, source: SourceText): Diagnostic {
  const [at] = error.pos;
  const opening = canBeUnclosed(error) ? openingOf(source.text, at) : undefined;
  if (opening) return source.diagnostic(opening.offset, `this ${opening.mark} is never closed`);
  return source.diagnostic(at, messages[error.code]);
}

function canBeUnclosed({ code }: YAMLError): boolean {
  return code === 'MISSING_CHAR' || code === 'BAD_INDENT';
}

type Opening = { readonly mark: string; readonly offset: number };

/** Of what is open at the offset, the innermost: the library only says where the end was missed. */
function openingOf(text: string, at: number): Opening | undefined {
  let found: Opening | undefined;
  // Anew, because only a text that is wrong pays for keeping its tokens.
  const document = parseDocument(text, { ...parseOptions, keepSourceTokens: true });
  visit(document, {
    Node(_key, node) {
      const offset = node.range?.[0];
      if (offset === undefined || node.range?.[1] !== at || !isUnclosed(node)) return;
      found = { mark: text.charAt(offset), offset };
    },
  });
  return found;
}

function isUnclosed(node: Node): boolean {
  if (isScalar(node)) return isUnclosedQuote(node);
  const token = 'srcToken' in node ? node.srcToken : undefined;
  if (token?.type !== 'flow-collection') return false;
  const close = token.start.source === '{' ? '}' : ']';
  return !token.end.some(({ type, source }) => type.startsWith('flow-') && source === close);
}

function isUnclosedQuote({ srcToken }: Scalar): boolean {
  if (srcToken?.type !== 'double-quoted-scalar' && srcToken?.type !== 'single-quoted-scalar') return false;
  const { source } = srcToken;
  return source.length < 2 || !source.endsWith(source.charAt(0));
}
