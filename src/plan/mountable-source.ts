// Where a Dockerfile puts the source as a whole, and what of the source its other steps depend on: read from its text,
// since the source is to be put there once more without it.

import { basename, matchesGlob, posix } from 'node:path';
import { isManifest } from './generated-dockerfile.ts';

export type SourceCopy = {
  /** Where `COPY . to` puts it. */
  readonly to: string;
  /** It says by --chown whose the files are. */
  readonly owned?: true;
  /** What other steps copy of the context: files, folders or patterns. */
  readonly inputs: readonly string[];
  /** The steps after it, whose outcome may depend on the source. */
  readonly notRepeated: readonly string[];
};

type Step = {
  readonly keyword: string;
  readonly text: string;
  readonly words: readonly string[];
  readonly from?: string;
};
type Stage = { readonly name: string | undefined; readonly base: string; readonly steps: readonly Step[] };

/** The last step in the stage that is built, or in those that it is based on, that copies the whole context. */
export function mountableSource(dockerfile: string, target?: string): SourceCopy | undefined {
  const stages = stagesOf(dockerfile);
  const steps = lineage(stages, target).flatMap((stage) => stage.steps);
  const at = steps.findLastIndex(isWholeCopy);
  const copy = steps[at];
  const to = copy?.words.at(-1);
  if (!copy || to === undefined || to.includes('$')) return undefined;
  const copies = stages.flatMap((stage) => stage.steps).filter((step) => isCopy(step) && step.from === undefined);
  return {
    to,
    ...(/ --chown=/.test(copy.text) ? { owned: true as const } : {}),
    inputs: copies.filter((step) => !isWholeCopy(step)).flatMap(({ words }) => words.slice(0, -1).map(withinContext)),
    notRepeated: steps
      .filter((step, index) => (index > at && step.keyword === 'RUN') || comesFromStage(step, stages))
      .map(({ text }) => text),
  };
}

/** Whether the content of a file goes into more than the copy of the whole: the packages that an install chose, say. */
export function isInputOf({ inputs }: Pick<SourceCopy, 'inputs'>): (path: string) => boolean {
  return (path) =>
    isManifest(basename(path)) ||
    inputs.some(
      (input) => input === path || path.startsWith(`${input}/`) || matchesGlob(path, input) || inFolder(path, input),
    );
}

/** A pattern may stand for folders, which are copied with all that is in them. */
function inFolder(path: string, pattern: string): boolean {
  const depth = pattern.split('/').length;
  return /[*?[]/.test(pattern) && matchesGlob(path.split('/').slice(0, depth).join('/'), pattern);
}

function withinContext(source: string): string {
  return posix.join('/', source).replace(/^\/|\/$/g, '');
}

function isCopy({ keyword }: Step): boolean {
  return keyword === 'COPY' || keyword === 'ADD';
}

function isWholeCopy(step: Step): boolean {
  const [source = ''] = step.words;
  return isCopy(step) && step.from === undefined && step.words.length === 2 && /^\.?\/?$/.test(source);
}

/** A stage that has files of the context may have made of them what is copied. */
function comesFromStage({ from }: Step, stages: readonly Stage[]): boolean {
  if (from === undefined) return false;
  const stage = lineage(stages, from);
  return stage.some(({ steps }) => steps.some(isWholeCopy));
}

/** The stage that is meant after those that it is based on; without a name the last. */
function lineage(stages: readonly Stage[], named: string | undefined): readonly Stage[] {
  const index =
    named === undefined
      ? stages.length - 1
      : stages.findIndex(({ name }, position) => name === named.toLowerCase() || String(position) === named);
  const stage = stages[index];
  if (!stage) return [];
  const before = stages.slice(0, index);
  return before.some(({ name }) => name === stage.base) ? [...lineage(before, stage.base), stage] : [stage];
}

function stagesOf(dockerfile: string): readonly Stage[] {
  const stages: { name: string | undefined; base: string; steps: Step[] }[] = [];
  for (const step of stepsOf(dockerfile)) {
    const [base = '', , name] = step.words;
    if (step.keyword === 'FROM') stages.push({ base: base.toLowerCase(), name: name?.toLowerCase(), steps: [] });
    else stages.at(-1)?.steps.push(step);
  }
  return stages;
}

/** Instructions, a line each. What stands in a heredoc is taken for instructions that nobody knows. */
function stepsOf(dockerfile: string): readonly Step[] {
  const lines = dockerfile.split(/\r?\n/).filter((line) => !/^\s*#/.test(line));
  const joined = lines.join('\n').replace(/\\[ \t]*\n/g, ' ');
  return joined.split('\n').flatMap((line) => {
    const [, keyword = '', rest = ''] = /^\s*([A-Za-z]+)\s+(.*\S)\s*$/.exec(line) ?? [];
    if (keyword === '') return [];
    const flags = /^(?:--\S+\s+)*/.exec(rest)?.[0] ?? '';
    const from = /--from=(\S+)/.exec(flags)?.[1];
    const text = `${keyword.toUpperCase()} ${rest.replace(/\s+/g, ' ')}`;
    const words = wordsOf(rest.slice(flags.length));
    return [{ keyword: keyword.toUpperCase(), text, words, ...(from === undefined ? {} : { from }) }];
  });
}

function wordsOf(text: string): readonly string[] {
  if (!text.startsWith('[')) return text.split(/\s+/);
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    return text.split(/\s+/);
  }
}
