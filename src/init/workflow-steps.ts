// The steps of a workflow's job: which of them runs the suite, and what is installed for it by the values of the matrix.

import { type Json, listAt, record, textAt } from './json-value.ts';

/** Writes a text as a matrix file has it; undefined where it has an expression that is none of the matrix. */
export type Rewrite = (text: string) => string | undefined;

const testCommand =
  /\b(?:npm (?:test|t)\b|(?:npm run|yarn(?: run)?|pnpm(?: run)?) (?:test|unit)\b|pytest|tox\b|phpunit|pest\b|composer (?:run )?test|go test|make (?:test|check)|node --test|mocha|jest|vitest|bundle exec)/;
const install =
  /^(?:yarn(?: install\b| *$)|(?:npm (?:ci|i|install)|pnpm (?:i|install)|pip install|python -m pip|poetry install|composer (?:install|update)|corepack|apt-get|sudo|echo|uv )\b)/;
const build = /^(?:npm|npx|yarn|pnpm|node|make|composer|php|python3?|tsc)\b.*(?:\bbuild\b|\btsc\b|migrat)|^tsc\b/;
/** What installs, or takes away, packages that are named. */
const packageCommand =
  /^(?:npm (?:i|install|add|rm|remove|uninstall|update)|yarn (?:add|remove|upgrade)|pnpm (?:i|install|add|rm|remove|update)|(?:python3? -m )?pip3? install|uv pip install|poetry (?:add|remove)|composer (?:require|remove|update)|gem install|go get)\b/;

export function isTested(job: Json): boolean {
  return stepsOf(job).some(isTest);
}

/** A line that installs or echoes something may name what runs a suite as well. */
function isTest(step: Json): boolean {
  const lines = (textAt(step, 'run') ?? '').split('\n').map((line) => line.trim());
  return lines.some((line) => testCommand.test(line) && !install.test(line));
}

function stepsOf(job: Json): readonly Json[] {
  return listAt(job, 'steps').map((step) => record(step) ?? {});
}

/** What runs the suite, from a build on, and the step that does; undefined where no step is known to. */
export function testCommandOf(
  job: Json,
  rewrite: Rewrite,
  notes: string[],
): { readonly command: string; readonly step: Json } | undefined {
  const steps = stepsOf(job);
  const at = steps.findIndex(isTest);
  const step = steps[at];
  if (!step) return undefined;
  const builds = steps.slice(0, at).flatMap((before) => {
    const run = textAt(before, 'run');
    return run !== undefined && !run.includes('\n') && build.test(run) && !install.test(run) ? [run] : [];
  });
  const run = textAt(step, 'run') ?? '';
  if (isForBash(run)) {
    notes.push('the step that runs the suite is a script for bash, and is passed over: see what of it is needed');
    return { command: '', step };
  }
  const command = rewrite(isScript(run) ? ['set -e', ...builds, run.trim()].join('\n') : joined(builds, run));
  return command === undefined ? undefined : { command, step };
}

function joined(builds: readonly string[], run: string): string {
  const lines = run.split('\n').map((line) => line.trim());
  const wanted = lines
    .filter((line) => line !== '' && !line.startsWith('#') && !install.test(line))
    // Such a suite could never be red.
    .map((line) => line.replace(/\s*\|\|\s*(?:true|:)$/, ''));
  return [...builds, ...wanted].join(' && ');
}

/** Whether its lines make no sense one by one. */
function isScript(run: string): boolean {
  return /^\s*(?:if|then|else|elif|fi|for|while|until|do|done|case|esac)\b|\\$|[|&{]$|<</m.test(run.trim());
}

/** Whether sh, which runs the command, may read it otherwise. */
function isForBash(run: string): boolean {
  return isScript(run) && /\[\[|<<<|<\(|=~|\bpipefail\b|\bfunction \w/.test(run);
}

/**
 * What the steps before the suite install by keys of the matrix that an image is not chosen by, one command each, under
 * the step's condition. Without them the cells of such an axis would all be the same.
 */
export function installsOf(
  job: Json,
  isWanted: (key: string) => boolean,
  rewrite: Rewrite,
  notes: string[],
): readonly string[] {
  const steps = stepsOf(job);
  const test = steps.findIndex(isTest);
  return (test === -1 ? steps : steps.slice(0, test + 1)).flatMap((step) => {
    const versions = textAt(step, 'with', 'dependency-versions');
    if (versions?.includes('matrix.') && /^ramsey\/composer-install\b/.test(textAt(step, 'uses') ?? ''))
      return (
        rewrite(`[ "${versions}" != lowest ] || composer update --prefer-lowest --no-interaction --no-scripts`) ?? []
      );
    const run = textAt(step, 'run') ?? '';
    const lines = run.split('\n').map((line) =>
      line
        .trim()
        .replace(/^sudo /, '')
        .replace(/ --no-update\b/, ''),
    );
    return lines.flatMap((line) => {
      const keys = [...line.matchAll(/\$\{\{\s*matrix\.([A-Za-z_][\w-]*)/g)].map(([, key = '']) => key);
      if (!packageCommand.test(line) || !keys.some(isWanted)) return [];
      const condition = conditionOf(textAt(step, 'if'));
      const written = condition === undefined || isScript(run) ? undefined : rewrite(`${condition}${line}`);
      if (written === undefined) notes.push(`"${line}" depends on more than the matrix, and is passed over`);
      return written ?? [];
    });
  });
}

/** `if: matrix.extra != ''` before a command of a shell; undefined where it is about something else. */
function conditionOf(condition: string | undefined): string | undefined {
  if (condition === undefined) return '';
  const [, key, operator = '!=', literal = ''] =
    /^(?:\$\{\{)?\s*matrix\.([A-Za-z_][\w-]*)\s*(?:(!=|==)\s*'([\w.@/ -]*)')?\s*(?:\}\})?$/.exec(condition.trim()) ??
    [];
  if (key === undefined) return undefined;
  return `[ "\${{ matrix.${key} }}" ${operator === '!=' ? '=' : '!='} '${literal}' ] || `;
}
