// ${{ matrix.KEY[.PROP…] }}, ${{ env.NAME }}, ${{ cell.id }}, ${{ cell.index }}, each with an optional || 'literal'.
// Nothing else: no functions, no arithmetic.

import type { AxisProperty, Cell } from '../model/cell.ts';
import { nearest } from '../model/nearest.ts';

export type Template = { readonly segments: readonly Segment[] };

type Segment = string | Expression;

type Expression = { readonly source: string; readonly path: readonly string[]; readonly fallback: string | undefined };

/** What is wrong with a text, or with a text for one cell: a sentence and what to do; of which axis, where it is of one. */
export type ExpressionProblem = { readonly message: string; readonly hint?: string; readonly key?: string };

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: ExpressionProblem };

export type Scope = { readonly cell: Cell; readonly env: Readonly<Record<string, string | undefined>> };

const possible =
  "possible are ${{ matrix.KEY }}, ${{ env.NAME }}, ${{ cell.id }} and ${{ cell.index }}, each with || 'a literal'";
const expression = /\$\{\{\s*([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)+)\s*(?:\|\|\s*'((?:[^']|'')*)'\s*)?\}\}/y;

/** Takes a text apart, once for all cells. A text without `${{` is one segment. */
export function parseTemplate(text: string): Result<Template> {
  const segments: Segment[] = [];
  let at = 0;
  for (let open = text.indexOf('${{'); open !== -1; open = text.indexOf('${{', at)) {
    expression.lastIndex = open;
    const [source, path = '', literal] = expression.exec(text) ?? [];
    const keys = path.split('.');
    if (source === undefined) return notUnderstood(text, open);
    if (!roots.includes(keys[0] ?? '')) return unknownRoot(source, keys);
    segments.push(text.slice(at, open), { source, path: keys, fallback: literal?.replaceAll("''", "'") });
    at = open + source.length;
  }
  segments.push(text.slice(at));
  return { ok: true, value: { segments } };
}

const roots = ['matrix', 'env', 'cell'];

function unknownRoot(source: string, [root = '', ...path]: readonly string[]): Result<never> {
  const near = nearest(root, roots);
  const meant = near === undefined ? undefined : source.replace(`${root}.${path[0]}`, `${near}.${path[0]}`);
  return problem(
    `${source} is no expression of a matrix file`,
    meant === undefined ? possible : `did you mean ${meant}?`,
  );
}

function notUnderstood(text: string, open: number): Result<never> {
  const close = text.indexOf('}}', open);
  if (close === -1) return problem(`"${text.slice(open, open + 40)}" has no }}`, possible);
  return problem(`${text.slice(open, close + 2)} is no expression of a matrix file`, possible);
}

/** The names of the caller's variables that the text asks for. */
export function variablesOf(template: Template): readonly string[] {
  return namesOf('env', template).map(({ name }) => name);
}

/** The keys of cells that the text asks for, each with the expression that does. */
export function keysOf(template: Template): readonly { readonly name: string; readonly source: string }[] {
  return namesOf('matrix', template);
}

function namesOf(wanted: 'env' | 'matrix', { segments }: Template) {
  return segments.flatMap((segment) => {
    if (typeof segment === 'string') return [];
    const [root, name] = segment.path;
    return root === wanted && name !== undefined ? [{ name, source: segment.source }] : [];
  });
}

/** The text for one cell. */
export function resolveTemplate({ segments }: Template, scope: Scope): Result<string> {
  let text = '';
  for (const segment of segments) {
    if (typeof segment === 'string') {
      text += segment;
      continue;
    }
    const value = lookUp(segment.path, scope);
    if (value.ok) text += value.value;
    else if (segment.fallback !== undefined) text += segment.fallback;
    else {
      const [root, key] = segment.path;
      const { problem: why } = problem(`${segment.source} ${value.problem.message}`, value.problem.hint);
      return { ok: false, problem: root === 'matrix' && key !== undefined ? { ...why, key } : why };
    }
  }
  return { ok: true, value: text };
}

function lookUp([root, ...path]: readonly string[], { cell, env }: Scope): Result<string> {
  const [key = '', ...more] = path;
  if (root === 'env') {
    const value = more.length === 0 ? own(env, key) : undefined;
    return value === undefined
      ? problem('is not set in the environment', "set it, or give a default: || 'value'")
      : { ok: true, value };
  }
  if (root === 'cell') {
    if (key === 'id' && more.length === 0) return { ok: true, value: cell.id };
    if (key === 'index' && more.length === 0) return { ok: true, value: String(cell.index) };
    return problem('does not exist', 'a cell has an id and an index');
  }
  return lookUpProperty(own(cell.values, key), Object.keys(cell.values), key, more, cell.id);
}

function lookUpProperty(
  value: AxisProperty | undefined,
  known: readonly string[],
  key: string,
  more: readonly string[],
  cell: string,
): Result<string> {
  if (value === undefined) {
    const near = nearest(key, known);
    return problem(
      `has no value in the cell ${cell}`,
      near === undefined ? "give it a default: || 'value'" : `did you mean "${near}"?`,
    );
  }
  const [next, ...rest] = more;
  if (next === undefined) {
    if (typeof value === 'string') return { ok: true, value };
    if (isList(value)) return problem(`is a list in the cell ${cell}`, 'an expression stands for a text');
    const name = own(value, 'name');
    if (typeof name === 'string') return { ok: true, value: name };
    return problem(`is no text in the cell ${cell}`, `it has ${Object.keys(value).join(', ')}`);
  }
  if (typeof value === 'string') return problem(`is a text in the cell ${cell} and has no "${next}"`);
  if (isList(value)) return problem(`is a list in the cell ${cell} and has no "${next}"`);
  return lookUpProperty(own(value, next), Object.keys(value), next, rest, cell);
}

function isList(value: AxisProperty): value is readonly AxisProperty[] {
  return Array.isArray(value);
}

/** Without what every object has of itself, such as `constructor`. */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function problem(message: string, hint?: string): { readonly ok: false; readonly problem: ExpressionProblem } {
  return { ok: false, problem: hint === undefined ? { message } : { message, hint } };
}
