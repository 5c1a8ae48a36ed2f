// What plain reporters say of an event: one line for each that matters, and nothing for the others.

import type { CellId } from '../model/cell.ts';
import { type CellSummary, isAllowed } from '../model/cell-summary.ts';
import type { RunEvent } from '../model/event.ts';
import { verdictOf } from '../model/outcome.ts';
import type { ImageKey, ImagePlan } from '../model/plan.ts';
import type { Summary } from '../model/summary.ts';
import { cellText } from './cell-text.ts';
import { formatDuration } from './duration.ts';
import { failureText } from './failure-text.ts';
import { imageLabels } from './image-label.ts';
import { outcomeLook } from './outcome-look.ts';
import { palette } from './palette.ts';
import { printable } from './printable.ts';
import type { Style } from './screen.ts';

export type EventLine = {
  /** What it is about: a cell's id, `image node 13`, or the run. */
  readonly subject: string;
  readonly text: string;
  /** The lines that matter of a failure. */
  readonly excerpt: readonly string[];
};

/** Puts an event into words; undefined where it does not matter to somebody who reads a log. */
export function eventLine(event: RunEvent, summary: Summary, style: Style): EventLine | undefined {
  const say = (subject: string, text: string, excerpt: readonly string[] = []) => ({ subject, text, excerpt });
  switch (event.type) {
    case 'run-started': {
      const { plan, engine, jobs } = event;
      const size = `${count(plan.cells.length, 'cell')}, ${count(plan.images.length, 'image')}, ${jobs} at once`;
      return say(
        printable(plan.name),
        printable(`${size}, on ${engine.product} ${engine.version} (${engine.platform})`),
      );
    }
    case 'image-started':
      return say(
        imageSubject(event.image, summary),
        imageKind(event.image, summary) === 'build' ? 'building' : 'pulling',
      );
    case 'image-ready':
      return say(
        imageSubject(event.image, summary),
        event.cached ? 'is here already' : `ready${took(event.image, summary)}`,
      );
    case 'image-failed':
      return say(
        imageSubject(event.image, summary),
        `failed${took(event.image, summary)}: ${printable(event.problem.message)}`,
      );
    case 'cell-phase':
      if (event.phase !== 'test') return undefined;
      return say(printable(event.cell), event.attempt > 1 ? `test started, attempt ${event.attempt}` : 'test started');
    case 'service-lost': {
      const text = `service ${event.service} exited with code ${event.exitCode} while the suite ran`;
      return say(printable(event.cell), printable(text));
    }
    case 'attempt-failed': {
      const { word } = outcomeLook(event.outcome.kind, false);
      return say(printable(event.cell), `attempt ${event.attempt}: ${word}, trying again`);
    }
    case 'cell-finished':
      return finishedLine(event.cell, summary, style);
    case 'cancelling':
      return say(
        printable(summary.plan.name),
        event.reason === 'fail-fast' ? 'stopping at the first failure' : `${event.reason}, cleaning up`,
      );
    case 'left-over':
      return say(printable(summary.plan.name), printable(`left behind: ${event.resource}: ${event.problem.message}`));
    case 'not-collected':
      return say(printable(event.cell), printable(`its ${event.what} could not be kept: ${event.problem.message}`));
    case 'collected':
      return event.truncated
        ? say(printable(event.cell), `of its ${event.what} only ${event.files} files are kept; there are more`)
        : undefined;
    case 'image-progress':
    case 'service-ready':
    case 'compared':
    case 'run-finished':
      return undefined;
  }
}

function finishedLine(id: CellId, summary: Summary, style: Style): EventLine | undefined {
  const cell = summary.cells.find((candidate) => candidate.cell.id === id);
  if (!cell?.outcome) return undefined;
  const { label } = cellText(cell, 'full', style);
  const time = cell.durationMs > 0 ? ` in ${formatDuration(cell.durationMs)}` : '';
  const failure = failureText(cell, summary);
  const shared = cell.outcome.kind === 'not-built';
  const why = failure && !isTold(cell, summary) ? failure.why : undefined;
  return {
    subject: printable(id),
    text: `${label}${time}${why === undefined ? '' : palette(style.colour).dim(`, ${why}`)}`,
    // The output of a build is told once, at the end, not once a cell.
    excerpt: shared || verdictOf(cell.outcome.kind) === 'green' || isAllowed(cell) ? [] : (failure?.lines ?? []),
  };
}

/** An engine that fails us fails many: that is told with the first. */
function isTold({ cell: { id }, outcome }: CellSummary, { cells, images }: Summary): boolean {
  if (outcome?.kind !== 'engine-error') return false;
  const { message } = outcome.problem;
  return (
    images.some(({ problem }) => problem?.message === message) ||
    cells.some(
      ({ cell, outcome: other }) =>
        cell.id !== id && other?.kind === 'engine-error' && other.problem.message === message,
    )
  );
}

function imageSubject(key: ImageKey, { plan }: Summary): string {
  return `image ${imageLabels(plan).get(key) ?? printable(key)}`;
}

function imageKind(key: ImageKey, { plan }: Summary): ImagePlan['kind'] | undefined {
  return plan.images.find((image) => image.key === key)?.kind;
}

function took(key: ImageKey, { images }: Summary): string {
  const { startedAt, endedAt } = images.find(({ image }) => image.key === key) ?? {};
  return startedAt === undefined || endedAt === undefined ? '' : ` in ${formatDuration(endedAt - startedAt)}`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
