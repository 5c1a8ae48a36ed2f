// What GitHub shows of a run beside its log: the summary of the step, and annotations.

import { appendFile, stat } from 'node:fs/promises';
import { error, warning } from '@actions/core';
import type { EndedRun } from '../cli/run-command.ts';
import { MatrixError } from '../errors.ts';
import { annotations, mostAnnotations } from '../report/annotations.ts';
import { markdownReport } from '../report/markdown.ts';
import { projectPlaces } from './project-places.ts';

/** GitHub drops the summary of a step whole when it is larger. */
const mostSummaryBytes = 1024 * 1024;

/** Less room than that holds nothing of a run. */
const fewestSummaryBytes = 2_000;

/** Adds the run to the summary of the step, below what is there, as far as there is room. */
export async function writeSummary({ summary, tests, reports }: EndedRun): Promise<void> {
  const file = process.env.GITHUB_STEP_SUMMARY;
  if (!file) return;
  const before = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  const room = mostSummaryBytes - before - 2;
  if (room < fewestSummaryBytes) {
    warning('The summary of this step has no room left for the run: its log and its record have all');
    return;
  }
  const text = markdownReport(summary, tests, reports, room);
  await appendFile(file, before > 0 ? `\n${text}` : text);
}

/** Pins each failure to the line where it happened. `root` is the repository's. */
export async function annotate({ summary, tests, reports }: EndedRun, root: string): Promise<void> {
  const placeOf = await projectPlaces(summary.plan, root);
  for (const { level, title, message, place } of annotations(summary, tests, { ...reports, placeOf })) {
    (level === 'error' ? error : warning)(message, {
      title,
      ...(place && { file: place.file, startLine: place.line }),
      ...(place?.column !== undefined && { startColumn: place.column }),
    });
  }
}

/** Pins what is wrong with the matrix file to its lines, and what else kept the run from starting to the step. */
export function annotateTrouble(trouble: unknown, toRoot: (file: string) => string): void {
  if (!(trouble instanceof MatrixError)) {
    error('this is a bug of matrix; its log has the details', { title: 'matrix' });
    return;
  }
  const { diagnostics, message, hint } = trouble;
  const withHint = (text: string, more: string | undefined) => (more === undefined ? text : `${text}\nhint: ${more}`);
  if (diagnostics.length === 0) error(withHint(message, hint), { title: 'matrix' });
  const fits = diagnostics.length <= mostAnnotations;
  const told = diagnostics.slice(0, fits ? mostAnnotations : mostAnnotations - 1);
  for (const { place, message, hint } of told) {
    const { file, line, column } = place;
    error(withHint(message, hint), { title: 'matrix', file: toRoot(file), startLine: line, startColumn: column });
  }
  if (!fits) error(`${diagnostics.length - told.length} more mistakes: the log has all of them`, { title: 'matrix' });
}
