// Why a cell is not green, in a sentence, and the lines that show it.

import type { CellSummary } from '../model/cell-summary.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Summary } from '../model/summary.ts';
import { formatBytes } from './bytes.ts';
import { formatLimit } from './duration.ts';
import { excerpt, lastLines } from './excerpt.ts';
import { imageLabels } from './image-label.ts';
import { printable } from './printable.ts';

export type FailureText = {
  /** Without a full stop: `exit code 1`. */
  readonly why: string;
  readonly lines: readonly string[];
  /** Which log tells more: the suite's, a service's, or none. */
  readonly log: 'test' | { readonly service: string } | undefined;
};

/** Tells a cell's outcome; undefined where it is green, cancelled or not yet known. */
export function failureText(cell: CellSummary, summary: Summary): FailureText | undefined {
  const { outcome } = cell;
  if (!outcome) return undefined;
  switch (outcome.kind) {
    case 'passed':
    case 'flaky':
    case 'cached':
    case 'cancelled':
      return undefined;
    case 'failed':
      return ofSuite(cell, `exit code ${outcome.exitCode}${afterAttempts(cell)}`);
    case 'timed-out':
      return ofSuite(cell, `still running after ${formatLimit(outcome.afterMs)}, its timeout${afterAttempts(cell)}`);
    case 'out-of-memory':
      return ofSuite(cell, `killed at its memory limit${limitOf(outcome)}${afterAttempts(cell)}`);
    case 'not-built':
      return ofImage(outcome.image, summary);
    case 'not-ready': {
      const why = printable(`service ${outcome.service}: ${outcome.reason}`);
      return { why, lines: lastLines(outcome.logTail), log: { service: outcome.service } };
    }
    case 'engine-error':
      return { why: printable(outcome.problem.message), lines: lastLines(outcome.problem.detail), log: undefined };
  }
}

function ofSuite(cell: CellSummary, why: string): FailureText {
  const lost = cell.lostServices.filter(({ attempt }) => attempt === cell.attempt);
  const services = lost.map(({ service, exitCode }) => `service ${printable(service)} exited with code ${exitCode}`);
  const suite = excerpt(cell.outputTail);
  const shown = suite.length > 0 ? suite : lost.flatMap(({ logTail }) => lastLines(logTail));
  return { why: [why, ...services].join('; '), lines: shown, log: 'test' };
}

function ofImage(key: string, { plan, images }: Summary): FailureText {
  const label = imageLabels(plan).get(key) ?? printable(key);
  const problem = images.find(({ image }) => image.key === key)?.problem;
  const why = problem ? `image ${label}: ${printable(problem.message)}` : `image ${label} was not built`;
  return { why, lines: lastLines(problem?.detail ?? []), log: undefined };
}

function afterAttempts({ attempts }: CellSummary): string {
  return attempts > 1 ? ` in each of ${attempts} attempts` : '';
}

function limitOf({ limitBytes }: Extract<Outcome, { kind: 'out-of-memory' }>): string {
  return limitBytes === undefined ? '' : ` of ${formatBytes(limitBytes)}`;
}
