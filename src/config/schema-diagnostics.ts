// What the schema has against a file, in sentences with places.

import type * as z from 'zod';
import type { Diagnose, Diagnostic } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import { jsonSchema } from './schema.ts';
import { quoted } from './source-text.ts';
import type { Plain } from './yaml-tree.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

/** Makes diagnostics at a value of the file, or at its key. */
export type Places = { readonly atValue: Diagnose; readonly atKey: Diagnose };

/** One diagnostic a mistake. `value` is the whole file's, by which is told what was found. */
export function schemaDiagnostics(issues: readonly Issue[], value: Plain, places: Places): readonly Diagnostic[] {
  const known = knownKeysOf(jsonSchema() as SchemaNode);
  const context = { value, known, ...places };
  const meant = new Set(issues.flatMap((issue) => meantKeys(issue, context)));
  // A key that is missing because it is mistyped is one mistake.
  const told = issues.filter((issue) => !(meant.has(JSON.stringify(issue.path)) && isMissing(issue, value)));
  return told.flatMap((issue) => diagnosticsOf(issue, [], context));
}

/** The keys that were mistyped, as they are written, by their paths. */
function meantKeys(issue: Issue, { known }: Context): readonly string[] {
  if (issue.code !== 'unrecognized_keys') return [];
  const path = pathOf(issue);
  return issue.keys.flatMap((key) => {
    const near = nearest(key, known(path)) ?? foreign[key]?.key;
    return near === undefined ? [] : [JSON.stringify([...path, near])];
  });
}

function isMissing(issue: Issue, value: Plain): boolean {
  return valueAt(value, pathOf(issue)) === undefined;
}

function pathOf({ path }: Issue): Path {
  return path.map((key) => (typeof key === 'symbol' ? String(key) : key));
}

/** Keys of the files that people come from: what stands for them here. */
const foreign: Readonly<Record<string, { readonly key: string; readonly hint: string } | undefined>> = {
  strategy: { key: 'axes', hint: 'what is in its matrix stands below "axes" here; matrix init reads whole workflows' },
  matrix: { key: 'axes', hint: 'it is called "axes" here' },
  script: { key: 'test', hint: 'the suite is `test: { command: … }` here' },
};

type Context = Places & { readonly value: Plain; readonly known: (path: Path) => readonly string[] };

function diagnosticsOf(issue: Issue, above: Path, context: Context): readonly Diagnostic[] {
  const { atValue, atKey } = context;
  const path: Path = [...above, ...pathOf(issue)];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, context));
  if (issue.code === 'invalid_key')
    return [atKey(path, `${quoted(String(path.at(-1)))}: ${issue.issues[0]?.message ?? 'is no name'}`)];
  if (issue.code === 'invalid_union') {
    // The alternative whose kind fits is the one that was meant, and knows better what is wrong.
    const meant = issue.errors.filter(
      (errors) => !errors.some(({ code, path: at }) => code === 'invalid_type' && at.length === 0),
    );
    const [only] = meant;
    if (meant.length === 1 && only) return only.flatMap((inner) => diagnosticsOf(inner, path, context));
  }
  const found = valueAt(context.value, path);
  if (found === undefined && path.length > 0) {
    if (issue.code === 'custom') return [atValue(path, issue.message)];
    return [atValue(path.slice(0, -1), `${nameOf(path.slice(0, -1))} has no "${path.at(-1)}"`, issue.message)];
  }
  const message = issue.message.startsWith('expected') ? `${issue.message}, found ${describe(found)}` : issue.message;
  const [top, axis] = path;
  const isLone = top === 'axes' && path.length === 2 && typeof found === 'string' && found !== '';
  return [atValue(path, message, isLone ? `one value is written ${axis}: [${found}]` : undefined)];
}

function unknownKey(key: string, path: Path, { atKey, known }: Context): Diagnostic {
  const here = known(path);
  const near = nearest(key, here);
  const hint =
    (path.length === 0 ? foreign[key]?.hint : undefined) ??
    (near === undefined ? `keys here: ${here.join(', ')}` : `did you mean "${near}"?`);
  const owner = path.length === 0 ? 'a matrix file' : nameOf(path);
  return atKey([...path, key], `${quoted(key)} is no key of ${owner}`, hint);
}

/** How a map or a list of the file is called: by its key, or as the how-manyth of its list. */
function nameOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'the file';
  return typeof last === 'number' ? `item ${last + 1} of ${nameOf(path.slice(0, -1))}` : quoted(last);
}

type SchemaNode = {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
};

/** Gives the keys that the schema knows of at a path of the file. */
function knownKeysOf(root: SchemaNode): (path: Path) => readonly string[] {
  const alternatives = (node: SchemaNode): readonly SchemaNode[] => {
    const referred = ownOf(root.$defs, node.$ref?.replace('#/$defs/', '') ?? '');
    return [node, ...(referred ? alternatives(referred) : []), ...(node.anyOf ?? []).flatMap(alternatives)];
  };
  return (path) => {
    let here: readonly SchemaNode[] = [root];
    for (const key of path) {
      here = here.flatMap(alternatives).flatMap((node) => {
        const next = typeof key === 'number' ? node.items : (ownOf(node.properties, key) ?? node.additionalProperties);
        return typeof next === 'object' ? [next] : [];
      });
    }
    return here.flatMap(alternatives).flatMap((node) => Object.keys(node.properties ?? {}));
  };
}

function ownOf<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

function valueAt(value: Plain, path: Path): Plain | undefined {
  let here: Plain | undefined = value;
  for (const key of path) {
    if (typeof here !== 'object') return undefined;
    here = Array.isArray(here) ? here[Number(key)] : (here as Readonly<Record<string, Plain>>)[key];
  }
  return here;
}

function describe(found: Plain | undefined): string {
  if (found === undefined || found === '') return 'nothing';
  if (typeof found === 'string') return quoted(found);
  if (!Array.isArray(found)) return 'a map';
  return found.length === 0 ? 'an empty list' : 'a list';
}
