// What the schema has against a file, in sentences with places.

import type * as z from 'zod';
import type { Diagnose, Diagnostic } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import { jsonSchema } from './schema.ts';
import type { Plain } from './yaml-tree.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

/** One diagnostic a mistake. `value` is the whole file's, by which is told what was found. */
export function schemaDiagnostics(issues: readonly Issue[], value: Plain, diagnose: Diagnose): readonly Diagnostic[] {
  return issues.flatMap((issue) => diagnosticsOf(issue, [], value, diagnose));
}

function diagnosticsOf(issue: Issue, above: Path, value: Plain, diagnose: Diagnose): readonly Diagnostic[] {
  const path: Path = [...above, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, diagnose));
  if (issue.code === 'invalid_key')
    return [diagnose(path, `"${path.at(-1)}": ${issue.issues[0]?.message ?? 'is no name'}`)];
  if (issue.code === 'invalid_union') {
    // The alternative whose kind fits is the one that was meant, and knows better what is wrong.
    const meant = issue.errors.filter(
      (errors) => !errors.some(({ code, path: at }) => code === 'invalid_type' && at.length === 0),
    );
    const [only] = meant;
    if (meant.length === 1 && only) return only.flatMap((inner) => diagnosticsOf(inner, path, value, diagnose));
  }
  const found = valueAt(value, path);
  if (found === undefined && path.length > 0) {
    if (issue.code === 'custom') return [diagnose(path, issue.message)];
    const owner = path.length === 1 ? 'the file' : `"${path.at(-2)}"`;
    return [diagnose(path.slice(0, -1), `${owner} has no "${path.at(-1)}"`, issue.message)];
  }
  const message = issue.message.startsWith('expected') ? `${issue.message}, found ${describe(found)}` : issue.message;
  return [diagnose(path, message)];
}

function unknownKey(key: string, path: Path, diagnose: Diagnose): Diagnostic {
  const known = knownKeys(path);
  const near = nearest(key, known);
  const hint = near === undefined ? `keys here: ${known.join(', ')}` : `did you mean "${near}"?`;
  const { place, sourceLine } = diagnose([...path, key], '');
  const own = keyPlace(sourceLine, key, place.column);
  return {
    place: { ...place, column: own },
    message: `"${key}" is no key of ${path.length === 0 ? 'a matrix file' : `"${path.at(-1)}"`}`,
    hint,
    ...(sourceLine === undefined ? {} : { sourceLine }),
  };
}

/** The key itself is what is wrong: the nearest before the value on its line. */
function keyPlace(line: string | undefined, key: string, valueColumn: number): number {
  const at = line?.lastIndexOf(key, valueColumn - 1) ?? -1;
  return at === -1 ? valueColumn : at + 1;
}

type SchemaNode = {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
};

/** The keys that the schema knows of at a path of the file. */
function knownKeys(path: Path): readonly string[] {
  let here: readonly SchemaNode[] = [jsonSchema() as SchemaNode];
  for (const key of path) {
    here = here.flatMap(alternatives).flatMap((node) => {
      const next = typeof key === 'number' ? node.items : (node.properties?.[key] ?? node.additionalProperties);
      return typeof next === 'object' ? [next] : [];
    });
  }
  return here.flatMap(alternatives).flatMap((node) => Object.keys(node.properties ?? {}));
}

function alternatives(node: SchemaNode): readonly SchemaNode[] {
  return [node, ...(node.anyOf ?? []).flatMap(alternatives)];
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
  if (typeof found === 'string') return JSON.stringify(found.length > 60 ? `${found.slice(0, 60)}…` : found);
  if (!Array.isArray(found)) return 'a map';
  return found.length === 0 ? 'an empty list' : 'a list';
}
