// The reports of a run that are files, and what all its reports say beyond the summary.

import { relative } from 'node:path';
import { whereOf, whereRed } from '../diagnosis/where-red.ts';
import type { OutputSource } from '../model/event.ts';
import type { Summary } from '../model/summary.ts';
import type { RunTests } from '../model/test-result.ts';
import { jsonPieces } from '../record/json-pieces.ts';
import { type CellFolderOf, outputIn } from '../record/paths.ts';
import { readLogs } from '../record/read-logs.ts';
import { runJson } from '../record/run-json.ts';
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
export function reportOptions(folderOf: CellFolderOf, file: string | undefined): ReportOptions {
  return {
    ...(file === undefined ? {} : { file }),
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

/** Writes the files, each of them whole or not at all. Rejects as the disk does. */
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
  for (const [target, text] of reports) {
    if (target === '-') for (const piece of pieces(await text())) process.stdout.write(piece);
    else if (target !== undefined) await writeAtomically(target, await text());
  }
}
