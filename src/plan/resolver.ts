// Resolves the expressions of a file for its cells, and gathers what cannot be resolved: once a place, not once a cell.

import type { Diagnose, Diagnostic } from '../errors.ts';
import type { Cell } from '../model/cell.ts';
import { parseTemplate, resolveTemplate, type Template } from './expression.ts';

export type Path = readonly (string | number)[];

export type Resolver = {
  /** The text for the cell; empty where it cannot be resolved, which is then among the diagnostics. */
  text(template: string, path: Path, cell: Cell): string;
  texts(templates: readonly string[], path: Path, cell: Cell): readonly string[];
  map(templates: Readonly<Record<string, string>>, path: Path, cell: Cell): Readonly<Record<string, string>>;
  /** Adds a diagnostic, unless there is one at the place. */
  report(path: Path, message: string, hint?: string): void;
  readonly diagnostics: readonly Diagnostic[];
};

export function createResolver(diagnose: Diagnose, env: Readonly<Record<string, string | undefined>>): Resolver {
  const templates = new Map<string, Template | undefined>();
  const reported = new Map<string, Diagnostic>();
  const report = (path: Path, message: string, hint?: string) => {
    const key = JSON.stringify(path);
    if (!reported.has(key)) reported.set(key, diagnose(path, message, hint));
  };
  const parsed = (source: string, path: Path): Template | undefined => {
    if (templates.has(source)) return templates.get(source);
    const result = parseTemplate(source);
    if (!result.ok) report(path, result.problem.message, result.problem.hint);
    const template = result.ok ? result.value : undefined;
    templates.set(source, template);
    return template;
  };
  const text = (source: string, path: Path, cell: Cell): string => {
    if (!source.includes('${{')) return source;
    const template = parsed(source, path);
    if (!template) return '';
    const result = resolveTemplate(template, { cell, env });
    if (result.ok) return result.value;
    report(path, result.problem.message, result.problem.hint);
    return '';
  };
  return {
    text,
    texts: (list, path, cell) => list.map((source, index) => text(source, [...path, index], cell)),
    map: (sources, path, cell) =>
      Object.fromEntries(Object.entries(sources).map(([key, source]) => [key, text(source, [...path, key], cell)])),
    report,
    get diagnostics() {
      return [...reported.values()];
    },
  };
}
