// Resolves the expressions of a file for its cells, and gathers what cannot be resolved: once a place, not once a cell.

import type { Doubt } from '../config/doubt.ts';
import type { Diagnose, Diagnostic } from '../errors.ts';
import type { Cell } from '../model/cell.ts';
import { nearest } from '../model/nearest.ts';
import { keysOf, parseTemplate, type Result, resolveTemplate, type Template, variablesOf } from './expression.ts';
import { imageNameTrouble } from './image-name.ts';

export type Path = readonly (string | number)[];

export type Resolver = {
  /** The text for the cell; empty where it cannot be resolved, which is then among the diagnostics. */
  text(template: string, path: Path, cell: Cell): string;
  /** The same for what must not be empty, such as an image or a command. */
  filled(template: string, path: Path, cell: Cell): string;
  /** The name of an image, which is one word: it stands in a line of a Dockerfile. */
  image(template: string, path: Path, cell: Cell): string;
  texts(templates: readonly string[], path: Path, cell: Cell): readonly string[];
  /** What a container executes: a text runs in a shell, a list as it is. */
  command(command: string | readonly string[], path: Path, cell: Cell): readonly string[];
  map(templates: Readonly<Record<string, string>>, path: Path, cell: Cell): Readonly<Record<string, string>>;
  /** Adds a diagnostic, unless there is one at the place. */
  report(path: Path, message: string, hint?: string): void;
  readonly diagnostics: readonly Diagnostic[];
};

export type ResolverOptions = {
  readonly diagnose: Diagnose;
  readonly doubt: Doubt;
  /** The caller's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of variables whose values a plan, which is printed and kept, must not have. */
  readonly secrets: ReadonlySet<string>;
  /** The keys that some cell may have: those of the axes, and those that an `include` brings. */
  readonly keys: ReadonlySet<string>;
};

export function createResolver({ diagnose, doubt, env, secrets, keys }: ResolverOptions): Resolver {
  const templates = new Map<string, Result<Template>>();
  const reported = new Map<string, Diagnostic>();
  const report = (path: Path, message: string, hint?: string) => {
    const key = JSON.stringify(path);
    if (!reported.has(key)) reported.set(key, diagnose(path, message, hint));
  };
  const parsed = (source: string, path: Path): Template | undefined => {
    const result = templates.get(source) ?? ofKnown(withoutSecrets(parseTemplate(source), secrets), keys, doubt);
    templates.set(source, result);
    if (result.ok) return result.value;
    report(path, result.problem.message, result.problem.hint);
    return undefined;
  };
  const text = (source: string, path: Path, cell: Cell): string => {
    if (!source.includes('${{')) return source;
    const template = parsed(source, path);
    if (!template) return '';
    const result = resolveTemplate(template, { cell, env });
    if (result.ok) return result.value;
    // Something has to stand there, or the place would be called empty as well.
    if (result.problem.key !== undefined && doubt.about(result.problem.key)) return 'unknown';
    report(path, result.problem.message, result.problem.hint);
    return '';
  };
  const filled = (source: string, path: Path, cell: Cell): string => {
    const result = text(source, path, cell);
    if (result.trim() === '') report(path, `this is empty in the cell ${cell.id}`);
    return result;
  };
  return {
    text,
    filled,
    image(source, path, cell) {
      const name = filled(source, path, cell).trim();
      const trouble = imageNameTrouble(name);
      if (name !== '' && trouble) report(path, `${trouble.message}, in the cell ${cell.id}`, trouble.hint);
      return name;
    },
    texts: (list, path, cell) => list.map((source, index) => text(source, [...path, index], cell)),
    command(command, path, cell) {
      if (typeof command === 'string') return ['sh', '-c', filled(command, path, cell)];
      return command.map((word, index) => (index === 0 ? filled : text)(word, [...path, index], cell));
    },
    map: (sources, path, cell) =>
      Object.fromEntries(Object.entries(sources).map(([key, source]) => [key, text(source, [...path, key], cell)])),
    report,
    get diagnostics() {
      return [...reported.values()];
    },
  };
}

/** A default is for cells that lack a key: where none has it, it would only hide a mistyped one. */
function ofKnown(parsed: Result<Template>, keys: ReadonlySet<string>, doubt: Doubt): Result<Template> {
  const unknown = parsed.ok
    ? keysOf(parsed.value).find(({ name }) => !keys.has(name) && !doubt.about(name))
    : undefined;
  if (!unknown) return parsed;
  const near = nearest(unknown.name, [...keys]);
  const hint = near === undefined ? `cells have ${[...keys].join(', ')}` : `did you mean "${near}"?`;
  return { ok: false, problem: { message: `${unknown.source}: no cell has "${unknown.name}"`, hint } };
}

function withoutSecrets(parsed: Result<Template>, secrets: ReadonlySet<string>): Result<Template> {
  const secret = parsed.ok ? variablesOf(parsed.value).find((name) => secrets.has(name)) : undefined;
  if (secret === undefined) return parsed;
  const message = `${secret} is a secret, and would stand in the plan here`;
  return { ok: false, problem: { message, hint: `the suite has it in its environment as ${secret}` } };
}
