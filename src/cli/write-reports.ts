// The reports of a run that are files, and what all its reports say beyond the summary.

import { constants, existsSync } from 'node:fs';
import { access, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { whereOf, whereRed } from '../diagnosis/where-red.ts';
import { MatrixError } from '../errors.ts';
import type { OutputSource } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import type { Summary } from '../model/summary.ts';
import type { RunTests } from '../model/test-result.ts';
import { jsonPieces } from '../record/json-pieces.ts';
import { type CellFolderOf, outputIn } from '../record/paths.ts';
import { readLogs } from '../record/read-logs.ts';
import { runJson } from '../record/run-json.ts';
import { diskTrouble } from '../record/trouble.ts';
import { writeAtomically } from '../record/write-atomically.ts';
import { htmlReport, type PageAssets } from '../report/html/html-report.ts';
import { junitReport } from '../report/junit.ts';
import { markdownReport } from '../report/markdown.ts';
import type { ReportOptions } from '../report/reporter.ts';

/** Where each goes, if anywhere; `-` is stdout. */
export type ReportFiles = {
  readonly json: string | undefined;
  readonly junit: string | undefined;
  readonly markdown: string | undefined;
  readonly html: string | undefined;
};

/** The page's script and style: the build puts them here. */
declare const __PAGE__: PageAssets;

/** Whether stdout is one of the files, and so has to hold nothing else. */
export function takesStdout({ json, junit, markdown, html }: ReportFiles): boolean {
  return [json, junit, markdown, html].includes('-');
}

/** What the reports of a run say: the matrix file by the name the user gave it, logs as seen from here. */
export function reportOptions(folderOf: CellFolderOf, file: string | undefined, { flags }: Plan): ReportOptions {
  return {
    ...(file === undefined ? {} : { file }),
    ...(flags ? { extra: flags } : {}),
    whereRed,
    whereOf,
    logPath: (source: OutputSource) => {
      const path = outputIn(folderOf(source.cell), source);
      return path === undefined ? undefined : relative(process.cwd(), path);
    },
  };
}

/** A large one comes in pieces. */
type Text = string | Iterable<string>;

function pieces(text: Text): Iterable<string> {
  return typeof text === 'string' ? [text] : text;
}

/**
 * Makes sure, before anything takes its time, that the files can be written. Their folders are made only then: one that
 * appears in a project whose files are counted already makes it another one. Rejects with a MatrixError that names the
 * flag.
 */
export async function prepareReports(files: ReportFiles): Promise<void> {
  const { json, junit, markdown, html } = files;
  const named = Object.entries({ json, junit, markdown, html });
  const toStdout = named.filter(([, target]) => target === '-').map(([flag]) => `--${flag}`);
  if (toStdout.length > 1) {
    throw new MatrixError('usage', `${toStdout.join(' and ')} cannot both be stdout`, { hint: 'name a file for one' });
  }
  for (const [flag, target] of named) {
    if (target === undefined || target === '-') continue;
    try {
      await access(await nearestFolder(dirname(target)), constants.W_OK);
      if (existsSync(target) && (await stat(target)).isDirectory()) throw new Error('it is a folder');
    } catch (error) {
      throw diskTrouble(`write --${flag} ${target}`, error);
    }
  }
}

/** The folder, or where it is not there the one in which it would be made. */
async function nearestFolder(folder: string): Promise<string> {
  const there = await stat(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw inTheWay(error);
  });
  if (there?.isDirectory()) return folder;
  if (there) throw inTheWay();
  return nearestFolder(dirname(folder));
}

function inTheWay(error?: unknown): unknown {
  const isFile = error === undefined || (error instanceof Error && 'code' in error && error.code === 'ENOTDIR');
  return isFile ? new Error('a file stands where its folder should be') : error;
}

/** Writes the files, each of them whole or not at all. Rejects with a MatrixError after having tried all. */
export async function writeReports(
  { json, junit, markdown, html }: ReportFiles,
  folderOf: CellFolderOf,
  summary: Summary,
  tests: RunTests,
  options: ReportOptions,
): Promise<void> {
  const reports: readonly (readonly [target: string | undefined, text: () => Text | Promise<Text>])[] = [
    [json, () => jsonPieces(runJson(summary, tests))],
    [junit, () => junitReport(summary, tests)],
    [markdown, () => markdownReport(summary, tests, options)],
    [html, async () => htmlReport(summary, tests, await readLogs(folderOf, summary), __PAGE__, options)],
  ];
  const troubles: MatrixError[] = [];
  for (const [target, text] of reports) {
    if (target === '-') for (const piece of pieces(await text())) process.stdout.write(piece);
    else if (target !== undefined) {
      const written = writeTo(target, await text());
      await written.catch((error: unknown) => troubles.push(diskTrouble(`write ${target}`, error)));
    }
  }
  const [first] = troubles;
  if (first) {
    const message = troubles.map((trouble) => trouble.message).join('; ');
    throw new MatrixError('engine', message, { hint: 'matrix report writes it again', cause: first });
  }
}

/** Writes a file, and the folder for it. What is no file, such as a pipe, cannot be replaced by one. */
export async function writeTo(target: string, text: Text): Promise<void> {
  const there = await stat(target).catch(() => undefined);
  if (there && !there.isFile()) return writeFile(target, pieces(text));
  await mkdir(dirname(target), { recursive: true });
  await writeAtomically(target, text);
}
