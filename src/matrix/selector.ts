// The one grammar of conditions on cells, for every place that has one: `exclude`, `allow-failure`, `when`, --only, …

import { type Cell, valueText } from '../model/cell.ts';
import type { Condition, Selector, SelectorMap, SelectorTerm, VersionBound } from '../model/selector.ts';
import { compareVersions, versionOf } from './version.ts';

/** Whether all conditions hold. A cell that lacks a key does not match, not even a negated condition. */
export function matches(selector: Selector, cell: Pick<Cell, 'values'>): boolean {
  return createMatcher(selector)(cell);
}

/** The same for many cells: each condition is judged once a value, since there are far fewer values than cells. */
export function createMatcher(selector: Selector): (cell: Pick<Cell, 'values'>) => boolean {
  const terms = selector.map(({ key, condition }) => ({ key, condition, known: new Map<string, boolean>() }));
  return ({ values }) =>
    terms.every(({ key, condition, known }) => {
      const value = values[key];
      if (value === undefined) return false;
      const text = valueText(value);
      const verdict = known.get(text) ?? holds(condition, text);
      known.set(text, verdict);
      return verdict;
    });
}

/** Whether a condition holds for a value's text. */
export function holds(condition: Condition, text: string): boolean {
  switch (condition.kind) {
    case 'any-of':
      return condition.values.includes(text);
    case 'version': {
      const version = versionOf(text);
      return version !== undefined && condition.bounds.every((bound) => isWithin(version, bound));
    }
    case 'not':
      return !holds(condition.condition, text);
  }
}

function isWithin(version: readonly number[], bound: VersionBound): boolean {
  const order = compareVersions(version, versionOf(bound.version) ?? []);
  switch (bound.operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '=':
      return order === 0;
  }
}

/** A selector as the matrix file writes it. */
export function selectorOf(map: SelectorMap): Selector {
  return Object.entries(map).map(([key, term]) => ({ key, condition: conditionOf(term) }));
}

function conditionOf(term: SelectorTerm): Condition {
  if (typeof term === 'string') return conditionOfText(term);
  if ('not' in term) return { kind: 'not', condition: conditionOf(term.not) };
  return { kind: 'any-of', values: term };
}

/** `>=15 <20` is a comparison, everything else a value. */
function conditionOfText(text: string): Condition {
  const bounds = boundsOf(text);
  return bounds ? { kind: 'version', bounds } : { kind: 'any-of', values: [text] };
}

function boundsOf(text: string): readonly VersionBound[] | undefined {
  if (!/^\s*(?:(?:[<>]=?|=)\s*[^\s<>=]+\s*)+$/.test(text)) return undefined;
  return [...text.matchAll(/([<>]=?|=)\s*([^\s<>=]+)/g)].map(([, operator = '', version = '']) => ({
    operator: operator as VersionBound['operator'],
    version,
  }));
}

export type ParsedSelector =
  | { readonly ok: true; readonly selector: Selector }
  /** `column` counts from 1 within the text. */
  | { readonly ok: false; readonly column: number; readonly message: string };

const term = /^\s*([A-Za-z_][A-Za-z0-9_-]*)\s*(!=|[<>]=?|=)\s*(.*?)\s*$/s;

/** A selector as the command line writes it: `node>=15 <20,postgres=13|15`, `node!=20`. */
export function parseSelector(text: string): ParsedSelector {
  const selector: { key: string; condition: Condition }[] = [];
  let column = 1;
  for (const part of text.split(',')) {
    const [, key, operator = '', value] = term.exec(part) ?? [];
    const slip = /^[^<>=!]+(==|=>|=<)/.exec(part)?.[1];
    if (slip !== undefined) {
      const meant = { '==': '=', '=>': '>=', '=<': '<=' }[slip];
      return { ok: false, column, message: `"${part.trim()}" has ${slip}, which is written ${meant}` };
    }
    if (key === undefined || !value) {
      return { ok: false, column, message: `expected KEY=VALUE, KEY!=VALUE or KEY>=VERSION, found "${part.trim()}"` };
    }
    const alternatives = value.split('|');
    if (alternatives.some((alternative) => alternative.trim() === '')) {
      return { ok: false, column, message: `"${part.trim()}" has an alternative that is empty` };
    }
    if (alternatives.length > 1 && operator !== '=' && operator !== '!=') {
      const message = `"${part.trim()}" compares with alternatives, which only = and != have: repeat the flag for them`;
      return { ok: false, column, message };
    }
    const condition = conditionAfter(operator, value);
    if (!condition) return { ok: false, column, message: `"${part.trim()}" compares with what is no version` };
    selector.push({ key, condition });
    column += part.length + 1;
  }
  return { ok: true, selector };
}

function conditionAfter(operator: string, value: string): Condition | undefined {
  const values: Condition = { kind: 'any-of', values: value.split('|').map((alternative) => alternative.trim()) };
  if (operator === '=') return values;
  if (operator === '!=') return { kind: 'not', condition: values };
  const bounds = boundsOf(operator + value);
  return bounds?.every(({ version }) => versionOf(version)) ? { kind: 'version', bounds } : undefined;
}

/** The selector as the command line would write it. */
export function formatSelector(selector: Selector): string {
  return selector.map(({ key, condition }) => key + formatCondition(condition)).join(',');
}

function formatCondition(condition: Condition, negated = false): string {
  switch (condition.kind) {
    case 'any-of':
      return `${negated ? '!=' : '='}${condition.values.join('|')}`;
    case 'version': {
      const bounds = condition.bounds.map(({ operator, version }) => operator + version).join(' ');
      return negated ? ` not ${bounds}` : bounds;
    }
    case 'not':
      return formatCondition(condition.condition, !negated);
  }
}
