// The suite of a cell: its final command, environment and bounds.

import type { Config } from '../config/schema.ts';
import type { Cell } from '../model/cell.ts';
import { nearest } from '../model/nearest.ts';
import type { TestPlan } from '../model/plan.ts';
import { asShellWord } from '../model/shell-quoting.ts';
import { oncePerValues } from './once-per-values.ts';
import type { Resolver } from './resolver.ts';

type Env = Readonly<Record<string, string | undefined>>;

export type TestOptions = {
  readonly env: Env;
  /** Added to the command: to a list as they are, to a text quoted for the shell. */
  readonly extraArgs: readonly string[];
  readonly overrides: { readonly timeoutMs?: number; readonly retries?: number };
};

/** What is shorter stands in most texts by chance; masked, it would leave nothing of them. */
const shortestSecret = 4;

/** The variables whose values must not stand in the plan, whether they are set or not. */
export function secretNames(test: Config['test']): ReadonlySet<string> {
  return new Set(test.secrets.map(nameOf));
}

/** The options as they are typed. */
export function suiteFlags({ extraArgs, overrides }: Pick<TestOptions, 'extraArgs' | 'overrides'>): readonly string[] {
  const { timeoutMs, retries } = overrides;
  return [
    ...(timeoutMs === undefined ? [] : ['--timeout', typedDuration(timeoutMs)]),
    ...(retries === undefined ? [] : ['--retries', String(retries)]),
    ...(extraArgs.length === 0 ? [] : ['--', ...extraArgs]),
  ];
}

function typedDuration(ms: number): string {
  if (ms % 60_000 === 0) return `${ms / 60_000}m`;
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}

/** Returns the function that plans the suite of a cell, and the values of the secrets. */
export function createTestPlanner(
  test: Config['test'],
  { env, extraArgs, overrides }: TestOptions,
  resolver: Resolver,
): { readonly testFor: (cell: Cell) => TestPlan; readonly secrets: Readonly<Record<string, string>> } {
  const secrets = fromCaller(test.secrets, 'secrets', env, resolver);
  for (const [index, name] of test.secrets.map(nameOf).entries()) {
    const length = secrets[name]?.trim().length ?? 0;
    if (length > 0 && length < shortestSecret)
      resolver.report(
        ['test', 'secrets', index],
        `the value of ${name} is too short to be masked: it has ${length} of at least ${shortestSecret} characters`,
        'what is no secret belongs under pass-env',
      );
  }
  const hidden = secretNames(test);
  const passed = Object.fromEntries(
    Object.entries(fromCaller(test.passEnv, 'pass-env', env, resolver)).filter(([name]) => !hidden.has(name)),
  );
  return {
    secrets,
    testFor: oncePerValues(test, [], (cell) => ({
      command: withArgs(
        resolver.command(test.command, ['test', 'command'], cell),
        typeof test.command === 'string',
        extraArgs,
      ),
      env: { ...passed, ...resolver.map(test.env, ['test', 'env'], cell) },
      secrets: Object.keys(secrets),
      timeoutMs: overrides.timeoutMs ?? test.timeoutMs,
      retries: overrides.retries ?? test.retries,
      results: relativePaths(test.results, ['test', 'results'], cell, resolver),
      ...(test.tap === undefined ? {} : { tap: test.tap }),
      artifacts: relativePaths(test.artifacts, ['test', 'artifacts'], cell, resolver),
      limits: test.limits,
      internet: test.internet,
    })),
  };
}

/** What is collected stands in the suite's folder; a pattern that leads out of it would find nothing, without a word. */
function relativePaths(
  written: readonly string[],
  path: readonly string[],
  cell: Cell,
  resolver: Resolver,
): readonly string[] {
  return resolver.texts(written, path, cell).map((pattern, index) => {
    if (pattern.startsWith('/') || pattern.split('/').includes('..'))
      resolver.report(
        [...path, index],
        `"${pattern}" is outside of the suite's folder`,
        'name it relative to the WORKDIR',
      );
    return pattern;
  });
}

/** npm takes the words after it for its own, and hands on to the script only what stands behind `--`. */
const isNpmScript = /(?:^|[\n;&|])\s*npm (?:test|t|run(?:-script)? [\w:.-]+)\s*$/;

function withArgs(command: readonly string[], inShell: boolean, args: readonly string[]): readonly string[] {
  if (args.length === 0) return command;
  if (!inShell) return [...command, ...args];
  const [shell = 'sh', flag = '-c', script = ''] = command;
  const words = isNpmScript.test(script) && args[0] !== '--' ? ['--', ...args] : args;
  return [shell, flag, [script.trimEnd(), ...words.map(asShellWord)].join(' ')];
}

/** The named variables of the caller. `NAME?` may be unset; the others must not. */
function fromCaller(
  names: readonly string[],
  key: string,
  env: Env,
  resolver: Resolver,
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [index, written] of names.entries()) {
    const name = nameOf(written);
    const given = Object.hasOwn(env, name) ? env[name] : undefined;
    // GitHub gives a secret that there is not as an empty text.
    const isEmpty = key === 'secrets' && given?.trim() === '';
    if (given !== undefined && !isEmpty) found[name] = given;
    else if (!written.endsWith('?')) {
      const near = isEmpty ? undefined : nearest(name, Object.keys(env));
      const hint = near === undefined ? `set it, or write ${name}? where it may be unset` : `did you mean "${near}"?`;
      resolver.report(['test', key, index], `${name} is ${isEmpty ? 'empty' : 'not set'} in the environment`, hint);
    }
  }
  return found;
}

/** `NAME?` may be unset. */
export function nameOf(written: string): string {
  return written.replace(/\?$/, '');
}
