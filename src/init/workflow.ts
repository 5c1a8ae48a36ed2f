// A workflow of GitHub Actions that has a matrix: its axes, include and exclude, its services, and how it runs the suite.

import { createSourceText } from '../config/source-text.ts';
import { readYaml } from '../config/yaml-tree.ts';
import type { DraftAxis, DraftService, Entry, Finding } from './draft.ts';
import { type Json, listAt, record, recordAt, textAt } from './json-value.ts';
import type { ProjectFiles } from './project-files.ts';
import { serviceOf, withServiceHosts } from './service-of.ts';
import { isSystem, workflowMatrix } from './workflow-matrix.ts';
import { installsOf, isTested, type Rewrite, testCommandOf } from './workflow-steps.ts';

export const workflowFolder = '.github/workflows';
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
    .list(workflowFolder)
    .filter((name) => /\.ya?ml$/.test(name))
    .flatMap((name) => jobsOf(files, `${workflowFolder}/${name}`));
  const [best, ...others] = jobs.toSorted((a, b) => scoreOf(b) - scoreOf(a));
  if (!best) return undefined;
  const finding = findingOf(best);
  const passedOver = others.length === 0 ? [] : [`a file has one matrix: passed over ${theOthers(others)}`];
  return { ...finding, notes: [...finding.notes, ...passedOver] };
}

/** More of them tell nothing that somebody would act upon. */
const mostNamed = 3;

function theOthers(jobs: readonly Job[]): string {
  const named = jobs.slice(0, mostNamed).map(({ name, file }) => `that of the job ${name} of ${file}`);
  const more = jobs.length - named.length;
  return `${named.join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

function jobsOf(files: ProjectFiles, file: string): readonly Job[] {
  const text = files.read(file);
  if (text === undefined) return [];
  const workflow = record(readYaml(createSourceText(file, text)).root.value);
  const jobs = recordAt(workflow, 'jobs');
  return Object.keys(jobs).flatMap((name) => {
    const job = recordAt(jobs, name);
    const matrix = recordAt(job, 'strategy', 'matrix');
    const isComputed = textAt(job, 'strategy', 'matrix') !== undefined;
    return workflow && (Object.keys(matrix).length > 0 || isComputed) ? [{ file, name, job, workflow, matrix }] : [];
  });
}

/** Jobs that test something beside the suite on its versions. */
const sideJob =
  /coverage|lint|codeql|analy[sz]|nightly|alternative|package-manager|bench|docs?\b|release|smoke|compat|custom|integration/i;

/** Jobs that are alike are told apart by how many versions of the language they cross. */
function scoreOf({ file, job, name, matrix }: Job): number {
  const versions = Object.keys(matrix).some((key) => languageOf(key, job) !== undefined);
  const crossed = Math.max(
    0,
    ...Object.keys(matrix).map((key) => (languageOf(key, job) ? listAt(matrix, key).length : 0)),
  );
  const isSideJob = sideJob.test(file.slice(workflowFolder.length)) || sideJob.test(name);
  return (
    (isTested(job) ? 4 : 0) +
    (versions ? 2 : 0) +
    (/test|ci|unit/i.test(name) ? 1 : 0) -
    (isSideJob ? 1.5 : 0) +
    Math.min(crossed, 9) / 10
  );
}

function findingOf(found: Job): Finding {
  const { file, name, job, matrix, workflow } = found;
  const where = `job ${name} of ${file}`;
  const renamed = renamesOf(matrix, job);
  const { axes, include, exclude, notes: passedOver } = workflowMatrix(matrix, renamed, where);
  const isEmpty = axes.length === 0 && include.length === 0;
  const isComputed = Object.keys(matrix).length === 0;
  const notes: string[] = isEmpty
    ? isComputed
      ? [`the matrix of the ${where} is computed there, and is passed over`]
      : []
    : [`${axes.map((axis) => `${axis.name} ${axis.values.join(', ')}`).join('; ') || 'include'}: ${where}`];
  notes.push(...passedOver);
  const rewrite = expressionWriter(
    renamed,
    (key) => axes.some((axis) => axis.name === key) || include.some((entry) => key in entry),
    (key) => isEverywhere(key, axes, include),
  );
  const services = Object.entries(recordAt(job, 'services')).flatMap(([service, plan]) => {
    const made = serviceOf(service, plan, rewrite);
    if (!made) notes.push(`the service ${service} of the ${where} names no image, and is passed over`);
    return made ? [made] : [];
  });
  const test = testOf(found, services, rewrite, notes);
  const installs = installsOf(job, (key) => languageOf(key, job) === undefined && !isSystem(key), rewrite, notes);
  return {
    ...(isEmpty ? {} : { axes, include, exclude }),
    ...strategyOf(job, [...axes, ...include.flatMap(axesOfEntry)], notes),
    ...(services.length > 0 ? { services } : {}),
    ...(installs.length > 0 ? { installs } : {}),
    ...(test === undefined
      ? {}
      : { test: { ...test, env: { ...plainEnv(recordAt(workflow, 'env'), rewrite), ...test.env } } }),
    notes,
  };
}

/** Whether every cell has the key. */
function isEverywhere(key: string, axes: readonly DraftAxis[], include: readonly Entry[]): boolean {
  if (axes.some(({ name }) => name === key)) return true;
  return axes.length === 0 && include.length > 0 && include.every((entry) => key in entry);
}

function axesOfEntry(entry: Entry): readonly Pick<DraftAxis, 'name' | 'values'>[] {
  return Object.entries(entry).map(([name, value]) => ({ name, values: [value] }));
}

/** `max-parallel`, `fail-fast` and `continue-on-error`, where they are said. */
function strategyOf(
  job: Json,
  known: readonly Pick<DraftAxis, 'name' | 'values'>[],
  notes: string[],
): Pick<Finding, 'allowFailure' | 'run'> {
  const jobs = textAt(job, 'strategy', 'max-parallel');
  const run = {
    ...(jobs !== undefined && /^[1-9]\d{0,3}$/.test(jobs) ? { jobs } : {}),
    ...(textAt(job, 'strategy', 'fail-fast') === 'true' ? { failFast: true } : {}),
  };
  const allowed = textAt(job, 'continue-on-error');
  const [, key] = /^\$\{\{\s*matrix\.([A-Za-z_][\w-]*)\s*(?:(?:\|\||==)[^}]*)?\}\}$/.exec(allowed ?? '') ?? [];
  const isKnown = known.some(({ name, values }) => name === key && values.includes('true'));
  if (allowed !== undefined && allowed !== 'false' && !isKnown)
    notes.push(`continue-on-error: ${allowed} marks no cell here, and is passed over`);
  return {
    ...(Object.keys(run).length > 0 ? { run } : {}),
    ...(key !== undefined && isKnown ? { allowFailure: [{ [key]: 'true' }] } : {}),
  };
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

/** What the job runs, with the environment that it gives; hosts are the services' own. */
function testOf({ job }: Job, services: readonly DraftService[], rewrite: Rewrite, notes: string[]) {
  const found = testCommandOf(job, rewrite, notes);
  if (!found) return undefined;
  const given = { ...recordAt(job, 'env'), ...recordAt(found.step, 'env') };
  return {
    command: found.command,
    env: withServiceHosts(plainEnv(given, rewrite), services),
    secrets: secretsOf(given),
  };
}

function plainEnv(env: Json, rewrite: Rewrite): Entry {
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

/**
 * Writes a text with its axes renamed, and with a default where some cell has no such key, as it is empty on GitHub;
 * undefined where it has an expression that is none of the matrix, or of a key that no cell has here.
 */
function expressionWriter(
  renamed: ReadonlyMap<string, string>,
  somewhere: (key: string) => boolean,
  everywhere: (key: string) => boolean,
): Rewrite {
  return (text) => {
    let isKnown = true;
    const rewritten = text.replace(/\$\{\{\s*(.*?)\s*\}\}/gs, (_, inside: string) => {
      const [, path = '', literal] =
        /^matrix\.([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)(?:\s*\|\|\s*('(?:[^']|'')*'))?$/.exec(inside) ?? [];
      const [key = '', ...below] = path.split('.');
      const name = renamed.get(key) ?? key;
      if (key === '' || isSystem(key) || !somewhere(name)) isKnown = false;
      const fallback = literal ?? (everywhere(name) ? undefined : "''");
      return `\${{ matrix.${[name, ...below].join('.')}${fallback === undefined ? '' : ` || ${fallback}`} }}`;
    });
    return isKnown ? rewritten : undefined;
  };
}
