// ${{ matrix.KEY[.PROP…] }}, ${{ env.NAME }}, ${{ cell.id }}, ${{ cell.index }}, each with an optional || 'literal'.
// Nothing else: no functions, no arithmetic.

import type { AxisProperty, Cell } from '../model/cell.ts';
import { nearest } from '../model/nearest.ts';

export type Template = { readonly segments: readonly Segment[] };

type Segment = string | Expression;

type Expression = { readonly source: string; readonly path: readonly string[]; readonly fallback: string | undefined };

/** What is wrong with a text, or with a text for one cell: a sentence and what to do. */
export type ExpressionProblem = { readonly message: string; readonly hint?: string };

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: ExpressionProblem };

export type Scope = { readonly cell: Cell; readonly env: Readonly<Record<string, string | undefined>> };

const possible =
  "possible are ${{ matrix.KEY }}, ${{ env.NAME }}, ${{ cell.id }} and ${{ cell.index }}, each with || 'a literal'";
const expression = /^\s*([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)+)\s*(?:\|\|\s*'((?:[^']|'')*)'\s*)?$/;

/** Takes a text apart, once for all cells. A text without `${{` is one segment. */
export function parseTemplate(text: string): Result<Template> {
  const segments: Segment[] = [];
  let at = 0;
  for (let open = text.indexOf('${{'); open !== -1; open = text.indexOf('${{', at)) {
    const close = text.indexOf('}}', open);
    if (close === -1) return problem(`"${text.slice(open, open + 40)}" has no }}`, possible);
    const source = text.slice(open, close + 2);
    const [, path, literal] = expression.exec(text.slice(open + 3, close)) ?? [];
    const keys = path?.split('.') ?? [];
    const [root] = keys;
    if (root === undefined || !['matrix', 'env', 'cell'].includes(root))
      return problem(`${source} is no expression of a matrix file`, possible);
    segments.push(text.slice(at, open), { source, path: keys, fallback: literal?.replaceAll("''", "'") });
    at = close + 2;
  }
  segments.push(text.slice(at));
  return { ok: true, value: { segments } };
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
    else return problem(`${segment.source} ${value.problem.message}`, value.problem.hint);
  }
  return { ok: true, value: text };
}

function lookUp([root, ...path]: readonly string[], { cell, env }: Scope): Result<string> {
  const [key = '', ...more] = path;
  if (root === 'env') {
    const value = more.length === 0 ? env[key] : undefined;
    return value === undefined
      ? problem('is not set in the environment', "set it, or give a default: || 'value'")
      : { ok: true, value };
  }
  if (root === 'cell') {
    if (key === 'id' && more.length === 0) return { ok: true, value: cell.id };
    if (key === 'index' && more.length === 0) return { ok: true, value: String(cell.index) };
    return problem('does not exist', 'a cell has an id and an index');
  }
  return lookUpProperty(cell.values[key], Object.keys(cell.values), key, more, cell.id);
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
    if (!Array.isArray(value) && 'name' in value && typeof value.name === 'string')
      return { ok: true, value: value.name };
    return problem(`is no text in the cell ${cell}`, `it has ${Object.keys(value).join(', ')}`);
  }
  if (typeof value === 'string') return problem(`is a text in the cell ${cell} and has no "${next}"`);
  const properties = value as Readonly<Record<string, AxisProperty>>;
  return lookUpProperty(properties[next], Object.keys(properties), next, rest, cell);
}

function problem(message: string, hint?: string): { readonly ok: false; readonly problem: ExpressionProblem } {
  return { ok: false, problem: hint === undefined ? { message } : { message, hint } };
}
