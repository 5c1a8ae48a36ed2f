// Matrix file text to Config, or to everything that is wrong with it.

import { byPlace, type Diagnose, type Diagnostic } from '../errors.ts';
import { allDoubt, type Doubt, noDoubt } from './doubt.ts';
import { salvage } from './salvage.ts';
import { type Config, schema } from './schema.ts';
import { schemaDiagnostics } from './schema-diagnostics.ts';
import { createSourceText } from './source-text.ts';
import { type Located, readYaml } from './yaml-tree.ts';

/** A file as it is to be judged further: by what it says, and where it says so. */
export type ReadConfig = { readonly config: Config; readonly diagnose: Diagnose; readonly doubt: Doubt };

export type ConfigResult =
  | ({ readonly ok: true } & ReadConfig)
  /** `rest` is what is right of the file, so that the mistakes in that can be told too. */
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[]; readonly rest?: ReadConfig };

/** A matrix file is written by hand. */
const mostCharacters = 1_000_000;

/**
 * Reads a matrix file. `file` is its name as it is to be shown. Gives all mistakes at once, in the order of the file;
 * never throws, and takes no longer than the text deserves.
 */
export function readConfig(text: string, file: string): ConfigResult {
  const source = createSourceText(file, text.replace(/^\uFEFF/, ''));
  const refused = refusal(source.text);
  if (refused !== undefined) return { ok: false, diagnostics: [source.diagnostic(0, refused)] };

  const { root, diagnostics, complete } = readYaml(source);
  if (!complete) return { ok: false, diagnostics };
  const diagnoseIn =
    (tree: Located): Diagnose =>
    (path, message, hint) =>
      source.diagnostic(offsetOf(tree, path), message, hint);

  const parsed = schema.safeParse(root.value);
  if (parsed.success) {
    const read = { config: parsed.data, diagnose: diagnoseIn(root) };
    if (diagnostics.length === 0) return { ok: true, ...read, doubt: noDoubt };
    return { ok: false, diagnostics, rest: { ...read, doubt: allDoubt } };
  }
  const { issues } = parsed.error;
  const atKey: Diagnose = (path, message, hint) => source.diagnostic(keyOffsetOf(root, path), message, hint);
  const wrong = schemaDiagnostics(issues, root.value, { atValue: diagnoseIn(root), atKey });
  const saved = salvage(root, issues);
  return {
    ok: false,
    diagnostics: inOrder([...diagnostics, ...wrong]),
    ...(saved && {
      rest: {
        config: saved.config,
        diagnose: diagnoseIn(saved.root),
        doubt: diagnostics.length > 0 ? allDoubt : saved.doubt,
      },
    }),
  };
}

/** In the order of the file. What an alias or a merge key repeats is wrong once, where it was written. */
export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const known = new Map<string, Diagnostic>();
  for (const one of diagnostics) {
    const key = [one.place.line, one.place.column, one.message].join(':');
    if (!known.has(key)) known.set(key, one);
  }
  return [...known.values()].toSorted(byPlace);
}

function refusal(text: string): string | undefined {
  if (text.length > mostCharacters)
    return `the file has more than ${mostCharacters} characters; a matrix file is written by hand`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text)) return 'this is no text file';
  if (text.replace(/^[ \t]*#.*$/gm, '').trim() === '')
    return 'the file is empty; a matrix needs "axes", "image" and "test"';
  return undefined;
}

/** Where the value at the path begins; where its key does, when the value is a map or a list below it. */
function offsetOf(root: Located, path: readonly (string | number)[]): number {
  const found = locatedAt(root, path);
  return typeof found.value === 'string' ? found.offset : (found.keyOffset ?? found.offset);
}

function keyOffsetOf(root: Located, path: readonly (string | number)[]): number {
  const found = locatedAt(root, path);
  return found.keyOffset ?? found.offset;
}

function locatedAt(root: Located, path: readonly (string | number)[]): Located {
  let here = root;
  for (const key of path) {
    const child = here.children.get(key) ?? here.children.get(String(key)) ?? here.children.get(Number(key));
    if (!child) break;
    here = child;
  }
  return here;
}
