// What later steps of a job can read of a run. Every output is a text.

import { resolve } from 'node:path';
import type { EndedRun } from '../cli/run-command.ts';
import type { ReportFiles } from '../cli/write-reports.ts';
import { verdictOf } from '../model/outcome.ts';
import { reportInputs } from './read-inputs.ts';

export const outputNames = [
  'outcome',
  'exit-code',
  'passed',
  'flaky',
  'failed',
  'infrastructure',
  'failed-cells',
  'run',
  'run-directory',
  ...reportInputs,
] as const;

export type Outputs = Readonly<Partial<Record<(typeof outputNames)[number], string>>>;

const outcomes: Readonly<Record<number, string>> = {
  0: 'passed',
  1: 'failed',
  2: 'invalid',
  3: 'infrastructure',
  4: 'empty',
  130: 'cancelled',
  143: 'cancelled',
};

/** The outputs of what ended with the code; `run` is absent where nothing could be started. */
export function outputsOf(code: number, reports: ReportFiles, run?: EndedRun): Outputs {
  const always = { outcome: outcomes[code] ?? 'infrastructure', 'exit-code': String(code) };
  if (!run) return { ...always, 'failed-cells': '[]' };
  const { summary, folder } = run;
  const counted = summary.cells.flatMap(({ cell, outcome }) =>
    outcome ? [{ cell, kind: outcome.kind, verdict: verdictOf(outcome.kind) }] : [],
  );
  const green = counted.filter(({ verdict }) => verdict === 'green');
  const flaky = green.filter(({ kind }) => kind === 'flaky');
  const notAllowed = counted.filter(({ cell }) => !cell.allowFailure);
  const failed = notAllowed.filter(({ verdict }) => verdict === 'red');
  const infrastructure = notAllowed.filter(({ verdict }) => verdict === 'infrastructure');
  const files = reportInputs.flatMap((name) => {
    const path = reports[name];
    return path === undefined ? [] : [[name, resolve(path)] as const];
  });
  return {
    ...always,
    passed: String(green.length - flaky.length),
    flaky: String(flaky.length),
    failed: String(failed.length),
    infrastructure: String(infrastructure.length),
    // In the order of the plan, whatever their kind.
    'failed-cells': JSON.stringify(
      notAllowed.flatMap(({ cell, verdict }) => (verdict === 'red' || verdict === 'infrastructure' ? [cell.id] : [])),
    ),
    run: summary.run,
    'run-directory': resolve(folder),
    ...Object.fromEntries(files),
  };
}
