// What there is to say of a log that has nothing in it: a suite may print nothing, or may never have been started.

import type { CellSummary } from '../model/cell-summary.ts';
import type { OutputSource, Phase } from '../model/event.ts';
import { type Outcome, verdictOf } from '../model/outcome.ts';
import type { ServiceName } from '../model/plan.ts';
import type { Summary } from '../model/summary.ts';
import { failureText } from './failure-text.ts';
import { outcomeLook } from './outcome-look.ts';
import { shellQuoted, shellWord } from './shell-word.ts';

/** One sentence; `hint` is what to do where the log was never begun. */
export type Silence = { readonly kind: 'silent' | 'never-started'; readonly sentence: string; readonly hint?: string };

export type SilentLog = {
  readonly cell: CellSummary;
  readonly attempt: number;
  readonly source: OutputSource['source'];
  /** Services of that attempt which did write something. */
  readonly written: readonly ServiceName[];
  /** The run as it was named, where it was. */
  readonly run: string | undefined;
};

/** Says why the log is empty. */
export function silence(log: SilentLog, summary: Summary): Silence {
  const { cell, attempt, source } = log;
  const what = source === 'test' ? 'The suite' : `The service ${source.service}`;
  const among = cell.attempt > 1 ? ` in attempt ${attempt}` : '';
  const of = `${what} of ${cell.cell.id}`;
  const outcome = cell.failedAttempts.find((failed) => failed.attempt === attempt)?.outcome ?? cell.outcome;
  if (!outcome) {
    const yet = reached(log, source === 'test' ? 'test' : 'services') ? 'printed nothing' : 'not been started';
    return { kind: 'silent', sentence: `${of} has ${yet} so far: the run has no outcome of it` };
  }
  const became = outcomeWords(cell, outcome, summary);
  if (isBegun(log, outcome)) return { kind: 'silent', sentence: `${of} printed nothing${among} (${became})` };
  return {
    kind: 'never-started',
    sentence: `${of} was never started${among}: ${became}`,
    hint: whatThen(log, outcome),
  };
}

/** A suite that the engine lost before it said a word was not heard, whether it was begun or not. */
function isBegun(log: SilentLog, { kind }: Outcome): boolean {
  if (log.source !== 'test') return reached(log, 'services');
  return verdictOf(kind) !== 'infrastructure' && reached(log, 'test');
}

function reached({ cell, attempt }: SilentLog, phase: Phase): boolean {
  return cell.phases.some(({ name, attempt: of }) => name === phase && of === attempt);
}

function outcomeWords(cell: CellSummary, outcome: Outcome, summary: Summary): string {
  const { word } = outcomeLook(outcome.kind, false);
  const why =
    outcome.kind === 'cancelled' ? outcome.reason : failureText({ ...cell, outcome, attempts: 1 }, summary)?.why;
  return why === undefined ? word : `${word}, ${why}`;
}

function whatThen({ cell, attempt, written, run }: SilentLog, outcome: Outcome): string {
  const named = run === undefined ? '' : ` --run ${shellWord(run)}`;
  const of = attempt === cell.attempt ? named : `${named} --attempt ${attempt}`;
  const first = outcome.kind === 'not-ready' ? [outcome.service] : [];
  const services = [...new Set([...first, ...written])].filter((service) => written.includes(service));
  const logs = services.map((service) => `matrix logs ${shellQuoted(cell.cell.id)} ${shellWord(service)}${of}`);
  if (logs.length > 0) return `what its services wrote: ${logs.join('\n        ')}`;
  return outcome.kind === 'cancelled' ? `matrix run --only ${shellQuoted(cell.cell.id)} runs it` : reportOf(run);
}

function reportOf(run: string | undefined): string {
  return `matrix report${run === undefined ? '' : ` ${shellWord(run)}`} tells more`;
}
