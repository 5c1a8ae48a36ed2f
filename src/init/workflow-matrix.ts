// The matrix of a workflow's job as axes, include and exclude: the same cells, as far as containers can be them.

import type { DraftAxis, Entry } from './draft.ts';
import { imageTag, isLanguage } from './image-tag.ts';
import { type Json, listAt, record } from './json-value.ts';

export type WorkflowMatrix = {
  readonly axes: readonly DraftAxis[];
  readonly include: readonly Entry[];
  readonly exclude: readonly Entry[];
  readonly notes: readonly string[];
};

/** What is told of a matrix, and of each axis which of its values are written otherwise. */
type Told = { readonly notes: string[]; readonly written: Map<string, Map<string, string>> };

/** `renamed` has the axes that are called otherwise here; `where` names the job in what is told. */
export function workflowMatrix(matrix: Json, renamed: ReadonlyMap<string, string>, where: string): WorkflowMatrix {
  const notes: string[] = [];
  const told: Told = { notes, written: new Map() };
  const parts = Object.keys(matrix).filter((key) => /^(?:shards?|chunks?|splits?)$/i.test(key));
  if (parts.length > 0)
    notes.push(`the ${parts.join(' and ')} of the ${where} is left out: matrix run --shard does that`);
  const keys = Object.keys(matrix).filter(
    (key) => key !== 'include' && key !== 'exclude' && !isSystem(key) && !parts.includes(key),
  );
  const axes = keys.flatMap((key): DraftAxis[] => {
    const name = renamed.get(key) ?? key;
    const maps = new Map<string, Entry>();
    const values = new Set(listAt(matrix, key).flatMap((value) => textOf(value, name, maps, told)));
    if (values.size > 0) return [{ name, values: [...values], why: where, ...(maps.size > 0 ? { maps } : {}) }];
    notes.push(`"${key}" of the ${where} is computed there, and is passed over`);
    return [];
  });
  if (Object.keys(matrix).some(isSystem))
    notes.push('the operating systems of the workflow are left out: containers are Linux');
  const entries = (key: string) =>
    listAt(matrix, key).flatMap((one) => {
      const entry = record(one) ?? {};
      const kept = entryOf(entry, renamed, axes, told);
      if (kept === undefined)
        notes.push(`${shown(entry)} of ${key} in the ${where} has no equal here, and is left out`);
      return kept && Object.keys(kept).length > 0 ? [kept] : [];
    });
  const isOfAxes = (entry: Entry) =>
    Object.entries(entry).every(([key, value]) =>
      axes.some(({ name, values }) => name === key && values.includes(value)),
    );
  const include = distinct(entries('include'));
  const excluded = entries('exclude').filter(isOfAxes);
  notes.push(...writtenNotes(told.written));
  const versions = versionsBehindLabels(axes, include);
  if (versions) return { ...versions, exclude: [], notes };
  return { axes, include, exclude: distinct(excluded), notes };
}

/**
 * Where the one axis has nothing but labels, each with a row of include that says which version is meant: the versions
 * are the axis. Undefined where it is otherwise.
 */
function versionsBehindLabels(
  axes: readonly DraftAxis[],
  include: readonly Entry[],
): Pick<WorkflowMatrix, 'axes' | 'include'> | undefined {
  const [labels, ...others] = axes;
  if (!labels || others.length > 0 || isLanguage(labels.name)) return undefined;
  const language = Object.keys(include[0] ?? {}).find(isLanguage);
  const versions = include.flatMap((row) => (language === undefined ? [] : (row[language] ?? [])));
  const labelled = new Set(include.map((row) => row[labels.name]));
  const isEach = labels.values.every((label) => labelled.has(label)) && include.length === labels.values.length;
  if (language === undefined || !isEach || new Set(versions).size !== include.length) return undefined;
  // A name is for people, and the version is one.
  const rows = labels.name === 'name' ? include.map(({ name: _, ...row }) => row) : include;
  return {
    axes: [{ name: language, values: versions, why: labels.why }],
    include: rows.filter((row) => Object.keys(row).length > 1),
  };
}

/** Whether a key is about the machine that a job runs on. */
export function isSystem(key: string): boolean {
  return /^(?:os|operating[-_]?system|runs[-_]on|runner|platform|arch|architecture)$/i.test(key);
}

function isLinux(value: string): boolean {
  return !/windows|macos|darwin|win32/i.test(value);
}

/** A value as it is written here. A map goes by its name, and is noted by it; one that has none by its first text. */
function textOf(value: unknown, axis: string, maps: Map<string, Entry>, told: Told): readonly string[] {
  const map = record(value);
  if (!map) return tagOf(value, axis, told);
  const texts = textsOf(map);
  const name = texts.name ?? Object.values(texts)[0];
  if (name === undefined) return [];
  maps.set(name, { name, ...texts });
  return [name];
}

/** The properties of a map that are texts. */
function textsOf(map: Json): Entry {
  return Object.fromEntries(
    Object.entries(map).filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === 'string' && entry[1] !== '' && !entry[1].includes('${{'),
    ),
  );
}

function tagOf(value: unknown, axis: string, { notes, written }: Told): readonly string[] {
  if (typeof value !== 'string' || value.includes('${{') || value === '') return [];
  const tag = imageTag(axis, value);
  if (tag === undefined) notes.push(`${axis} ${value} is left out: there is no image of it`);
  else if (tag !== value) written.set(axis, (written.get(axis) ?? new Map()).set(value, tag));
  return tag === undefined ? [] : [tag];
}

/** One for each axis. */
function writtenNotes(written: Told['written']): readonly string[] {
  return [...written].map(([axis, tags]) => {
    const [values, names] = [[...tags.keys()], [...tags.values()]].map((all) => all.join(', '));
    return `${axis} ${values} ${tags.size === 1 ? 'is' : 'are'} written ${names}, as the image${tags.size === 1 ? ' is' : 's are'} called`;
  });
}

/**
 * A row of include or exclude without its operating system: empty where that is another than Linux or all that it
 * has. Undefined where a value cannot be written here: without it the row would be about other cells.
 */
function entryOf(
  entry: Json,
  renamed: ReadonlyMap<string, string>,
  axes: readonly DraftAxis[],
  told: Told,
): Entry | undefined {
  const all = Object.entries(entry);
  if (all.some(([key, value]) => isSystem(key) && !isLinux(String(value)))) return {};
  const kept: [string, string][] = [];
  for (const [key, value] of all) {
    if (isSystem(key)) continue;
    const name = renamed.get(key) ?? key;
    const [text] = record(value)
      ? nameOf(
          value,
          axes.find((axis) => axis.name === name),
        )
      : tagOf(value, name, told);
    if (text === undefined) return undefined;
    kept.push([name, text]);
  }
  return Object.fromEntries(kept);
}

/** The name of the axis's own map that says the same. */
function nameOf(value: unknown, axis: DraftAxis | undefined): readonly string[] {
  const texts = textsOf(record(value) ?? {});
  const same = [...(axis?.maps ?? [])].find(([name, map]) => shown({ name, ...texts }) === shown(map));
  return same ? [same[0]] : [];
}

function shown(entry: Json): string {
  return `{ ${Object.entries(entry)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${record(value) ? shown(record(value) ?? {}) : String(value)}`)
    .join(', ')} }`;
}

function distinct(entries: readonly Entry[]): readonly Entry[] {
  return [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
}
