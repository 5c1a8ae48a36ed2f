// A workflow of GitHub Actions that has a matrix: its axes, include and exclude, its services, and how it runs the suite.

import { createSourceText } from '../config/source-text.ts';
import { readYaml } from '../config/yaml-tree.ts';
import type { DraftService, Entry, Finding } from './draft.ts';
import { imageTag } from './image-tag.ts';
import { type Json, listAt, record, recordAt, textAt } from './json-value.ts';
import type { ProjectFiles } from './project-files.ts';
import { serviceOf, withServiceHosts } from './service-of.ts';

const folder = '.github/workflows';
const testCommand =
  /\b(?:npm (?:run )?(?:test|t)\b|npm run test|yarn (?:run )?test|pnpm (?:run )?test|pytest|tox\b|phpunit|pest\b|composer (?:run )?test|go test|make (?:test|check)|node --test|mocha|jest|vitest|bundle exec)/;
const install =
  /^(?:npm (?:ci|i|install)|yarn(?: install)?|pnpm (?:i|install)|pip install|python -m pip|poetry install|composer (?:install|update)|corepack|apt-get|sudo|echo|uv )\b/;

type Job = {
  readonly file: string;
  readonly name: string;
  readonly job: Json;
  readonly workflow: Json;
  readonly matrix: Json;
};

/** The matrix of the job that looks most like the suite; undefined where no workflow has one. */
export function workflowFinding(files: ProjectFiles): Finding | undefined {
  const jobs = files
    .list(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .flatMap((name) => jobsOf(files, `${folder}/${name}`));
  const [best] = jobs.toSorted((a, b) => scoreOf(b) - scoreOf(a));
  return best && findingOf(best);
}

function jobsOf(files: ProjectFiles, file: string): readonly Job[] {
  const text = files.read(file);
  if (text === undefined) return [];
  const workflow = record(readYaml(createSourceText(file, text)).root.value);
  const jobs = recordAt(workflow, 'jobs');
  return Object.keys(jobs).flatMap((name) => {
    const job = recordAt(jobs, name);
    const matrix = recordAt(job, 'strategy', 'matrix');
    return workflow && Object.keys(matrix).length > 0 ? [{ file, name, job, workflow, matrix }] : [];
  });
}

function scoreOf({ job, name, matrix }: Job): number {
  const runs = runsOf(job).some((run) => testCommand.test(run));
  const versions = Object.keys(matrix).some((key) => languageOf(key, job) !== undefined);
  return (runs ? 4 : 0) + (versions ? 2 : 0) + (/test|ci|unit/i.test(name) ? 1 : 0);
}

function findingOf(found: Job): Finding {
  const { file, name, job, matrix, workflow } = found;
  const notes: string[] = [];
  const where = `job ${name} of ${file}`;
  const renamed = renamesOf(matrix, job);
  const rewrite = (text: string) => expressionsOf(text, renamed);
  const axes = Object.keys(matrix)
    .filter((key) => key !== 'include' && key !== 'exclude' && !isSystem(key))
    .flatMap((key) => {
      const axis = renamed.get(key) ?? key;
      const values = [...new Set(listAt(matrix, key).flatMap((value) => tagOf(value, axis, notes)))];
      if (values.length > 0) return [{ name: axis, values, why: where }];
      notes.push(`"${key}" of the ${where} is computed there, and is passed over`);
      return [];
    });
  if (Object.keys(matrix).some(isSystem))
    notes.push('the operating systems of the workflow are left out: containers are Linux');
  const entries = (key: string) => entriesOf(listAt(matrix, key), renamed, notes);
  const known = (entry: Entry) =>
    Object.entries(entry).every(([key, value]) =>
      axes.some((axis) => axis.name === key && axis.values.includes(value)),
    );
  const include = distinct(entries('include'));
  const services = Object.entries(recordAt(job, 'services')).flatMap(([service, plan]) => {
    const made = serviceOf(service, plan, rewrite);
    if (!made) notes.push(`the service ${service} of the ${where} names no image, and is passed over`);
    return made ? [made] : [];
  });
  const test = testOf(found, services, rewrite);
  if (axes.length > 0 || include.length > 0)
    notes.unshift(`${axes.map((axis) => `${axis.name} ${axis.values.join(', ')}`).join('; ') || 'include'}: ${where}`);
  return {
    ...(axes.length > 0 || include.length > 0
      ? { axes, include, exclude: distinct(entries('exclude').filter(known)) }
      : {}),
    ...(services.length > 0 ? { services } : {}),
    ...(test === undefined
      ? {}
      : { test: { ...test, env: { ...plainEnv(recordAt(workflow, 'env'), rewrite), ...test.env } } }),
    notes,
  };
}

function isSystem(key: string): boolean {
  return /^(?:os|runs-on|runner|platform|arch|architecture)$/i.test(key);
}

function isLinux(value: string): boolean {
  return !/windows|macos|darwin|win32/i.test(value);
}

/** `node-version` is called `node` here, so that the image can be named by it. */
function renamesOf(matrix: Json, job: Json): ReadonlyMap<string, string> {
  const keys = new Set([
    ...Object.keys(matrix),
    ...listAt(matrix, 'include').flatMap((entry) => Object.keys(record(entry) ?? {})),
  ]);
  return new Map(
    [...keys].flatMap((key) => {
      const language = languageOf(key, job);
      return language !== undefined && language !== key && !keys.has(language) ? [[key, language] as const] : [];
    }),
  );
}

/** The language whose version a key is: by its name, or by the setup step that it is given to. */
function languageOf(key: string, job: Json): string | undefined {
  const [, named] = /^(node|python|php|go|ruby)(?:js)?(?:[-_]?versions?)?$/i.exec(key) ?? [];
  if (named !== undefined) return named.toLowerCase();
  for (const step of listAt(job, 'steps')) {
    const [, tool] = /setup-(node|python|php|go|ruby)\b/.exec(textAt(step, 'uses') ?? '') ?? [];
    const version = tool === undefined ? undefined : textAt(step, 'with', `${tool}-version`);
    if (version !== undefined && new RegExp(`matrix\\.${key.replace(/\W/g, '\\$&')}\\b`).test(version)) return tool;
  }
  return undefined;
}

function tagOf(value: unknown, axis: string, notes: string[]): readonly string[] {
  if (typeof value !== 'string' || value.includes('${{') || value === '') return [];
  const tag = imageTag(axis, value);
  if (tag === undefined) notes.push(`${axis} ${value} is left out: there is no image of it`);
  else if (tag !== value) notes.push(`${axis} ${value} is written ${tag}, as the image is called`);
  return tag === undefined ? [] : [tag];
}

/** The rows of include and exclude, without their operating system, and without those of another than Linux. */
function entriesOf(list: readonly unknown[], renamed: ReadonlyMap<string, string>, notes: string[]): readonly Entry[] {
  return list.flatMap((one) => {
    const entry = Object.entries(record(one) ?? {});
    if (entry.some(([key, value]) => isSystem(key) && !isLinux(String(value)))) return [];
    const kept: [string, string][] = [];
    for (const [key, value] of entry) {
      if (isSystem(key) || typeof value !== 'string' || value.includes('${{')) continue;
      const axis = renamed.get(key) ?? key;
      const [text] = tagOf(value, axis, notes);
      if (text === undefined) return [];
      kept.push([axis, text]);
    }
    return kept.length > 0 ? [Object.fromEntries(kept)] : [];
  });
}

function distinct(entries: readonly Entry[]): readonly Entry[] {
  return [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
}

function runsOf(job: Json): readonly string[] {
  return listAt(job, 'steps').flatMap((step) => textAt(step, 'run') ?? []);
}

/** What the job runs, from a build on, with the environment that it gives; hosts are the services' own. */
function testOf({ job }: Job, services: readonly DraftService[], rewrite: (text: string) => string | undefined) {
  const steps = listAt(job, 'steps').map((step) => record(step) ?? {});
  const at = steps.findIndex((step) => testCommand.test(textAt(step, 'run') ?? ''));
  const step = steps[at];
  if (!step) return undefined;
  const builds = steps.slice(0, at).flatMap((before) => {
    const run = textAt(before, 'run');
    return run !== undefined && !run.includes('\n') && /\bbuild\b|\btsc\b|migrat/.test(run) && !install.test(run)
      ? [run]
      : [];
  });
  const lines = (textAt(step, 'run') ?? '').split('\n').map((line) => line.trim());
  const wanted = lines.filter((line) => line !== '' && !line.startsWith('#') && !install.test(line));
  const command = rewrite([...builds, ...wanted].join(' && '));
  if (command === undefined) return undefined;
  const given = { ...recordAt(job, 'env'), ...recordAt(step, 'env') };
  return { command, env: withServiceHosts(plainEnv(given, rewrite), services), secrets: secretsOf(given) };
}

function plainEnv(env: Json, rewrite: (text: string) => string | undefined): Entry {
  return Object.fromEntries(
    Object.entries(env).flatMap(([key, value]) => {
      const text = typeof value === 'string' && /^[A-Za-z_]\w*$/.test(key) ? rewrite(value) : undefined;
      return text === undefined ? [] : [[key, text]];
    }),
  );
}

/** Variables that are a secret of the repository under the same name: they are passed on where they are set. */
function secretsOf(env: Json): readonly string[] {
  return Object.entries(env).flatMap(([key, value]) => {
    const [, secret] = /^\$\{\{\s*secrets\.(\w+)\s*\}\}$/.exec(String(value)) ?? [];
    return secret === key ? [`${key}?`] : [];
  });
}

/** The text with its axes renamed; undefined where it has an expression that is no axis. */
function expressionsOf(text: string, renamed: ReadonlyMap<string, string>): string | undefined {
  let isKnown = true;
  const rewritten = text.replace(/\$\{\{\s*([^}]*?)\s*\}\}/g, (_, inside: string) => {
    const [, key] = /^matrix\.([A-Za-z_][\w-]*)$/.exec(inside) ?? [];
    if (key === undefined || isSystem(key)) isKnown = false;
    return `\${{ matrix.${renamed.get(key ?? '') ?? key} }}`;
  });
  return isKnown ? rewritten : undefined;
}
