// What the commands that boot the environment of one cell have in common: the engine, the signals, what is told.

import { type Connection, connect } from '../docker/connect.ts';
import { createDockerEngine } from '../docker/docker-engine.ts';
import type { RunEvent } from '../model/event.ts';
import type { Outcome } from '../model/outcome.ts';
import type { CellPlan } from '../model/plan.ts';
import { emptySummary, type Summary, summarize } from '../model/summary.ts';
import { failureReport } from '../report/failures.ts';
import { mountedText } from '../report/mounted-text.ts';
import { plainReporter } from '../report/plain.ts';
import { printable } from '../report/printable.ts';
import { shellWord } from '../report/shell-word.ts';
import { createCancellation } from '../run/cancellation.ts';
import { systemClock } from '../run/clock.ts';
import type { EnvironmentInput, EnvironmentResult } from '../run/environment.ts';
import { startCollection } from './collect-images.ts';
import { followSource } from './follow-source.ts';
import { guardRun } from './guard-run.ts';
import { ledgerFolder, useOf } from './image-ledger.ts';
import type { LoadedPlan } from './load-plan.ts';
import { currentOwner } from './owner.ts';
import { newRunId } from './run-id.ts';
import { onSignals } from './signals.ts';
import { notice, onOutputLost, screenOf } from './terminal.ts';

/** A cell and the plan that it is of. */
export type CellOfPlan = Pick<LoadedPlan, 'plan' | 'secrets'> & {
  readonly cell: CellPlan;
  /** The project's folder. */
  readonly projectRoot: string;
};

/**
 * Does the work with what it needs to boot the environment, and returns the exit code that its value is, or, where the
 * environment could not be had, 3 (130 and 143 where it was ended from outside). Throws a MatrixError.
 */
export async function inCell(
  { plan, cell, secrets, projectRoot }: CellOfPlan,
  work: (input: EnvironmentInput, connection: Connection) => Promise<EnvironmentResult<number>>,
): Promise<number> {
  const id = newRunId(systemClock.now());
  const cancellation = createCancellation();
  const stopListening = onSignals({
    cancel: (reason) => cancellation.cancel(reason),
    force: () => process.exit(130),
  });
  // Whoever reads along goes away: what was made has to go all the same.
  onOutputLost(() => cancellation.cancel('terminated'));
  const reporter = plainReporter(screenOf(process.stderr));
  let summary: Summary = emptySummary(plan, id);
  const { source } = cell.test;
  const mounted = source && mountedText({ source: 'mounted', cells: [cell] });
  if (mounted !== undefined) notice(`[${cell.id}] ${mounted}`);
  try {
    const connection = await connect(process.env);
    const guard = guardRun(connection, id);
    const { address } = connection;
    const use = useOf(plan, { run: id, engine: address, project: process.cwd(), at: systemClock.now(), isRun: false });
    const collection = await startCollection(connection, ledgerFolder(process.env), {
      ...use,
      images: use.images.filter((image) => image === cell.image),
    });
    const result = await work(
      {
        plan,
        cell,
        engine: createDockerEngine(connection),
        owner: currentOwner(id, projectRoot),
        secrets,
        clock: systemClock,
        cancellation,
        ...(source ? { follow: followSource(source) } : {}),
        onEvent(event: RunEvent) {
          summary = summarize(summary, event);
          if (event.type === 'service-ready') notice(readyLine(cell, event));
          else if (event.type === 'service-lost') notice(lostLines(cell, event));
          else reporter.event(event, summary);
        },
      },
      connection,
    );
    await collection.end();
    for (const { resource, problem } of result.leftOvers) notice(`left behind: ${resource}: ${problem.message}`);
    for (const line of await guard.end({ isClean: result.leftOvers.length === 0 })) notice(line);
    return result.kind === 'ended' ? result.value : told(result.outcome, summary, cell);
  } finally {
    stopListening();
    process.stdin.unref?.();
  }
}

function readyLine(
  { id }: CellPlan,
  { service, published = [] }: Extract<RunEvent, { type: 'service-ready' }>,
): string {
  const where = published.map(({ port, address }) => `, its port ${port} at ${address}`);
  return `[${id}] ${service} is ready${where.join('')}`;
}

function lostLines(
  { id }: CellPlan,
  { service, exitCode, logTail }: Extract<RunEvent, { type: 'service-lost' }>,
): string {
  const lines = [`${service} has exited with code ${exitCode}`, ...logTail.map((line) => `| ${line}`)];
  return lines.map((line) => `[${id}] ${printable(line)}`).join('\n');
}

/** What was typed, since it is what has to be typed again. */
function commandLine(): string {
  return ['matrix', ...process.argv.slice(2).map(shellWord)].join(' ');
}

function told(outcome: Outcome, summary: Summary, { id }: CellPlan): number {
  const event = { type: 'cell-finished', cell: id, outcome, durationMs: 0, attempts: 1, outputTail: [] } as const;
  const ended = summarize(summary, { at: systemClock.now(), ...event });
  if (outcome.kind !== 'cancelled') notice(failureReport(ended, screenOf(process.stderr), { reproduce: commandLine }));
  return exitCodeOf(outcome);
}

function exitCodeOf(outcome: Outcome): number {
  if (outcome.kind !== 'cancelled') return 3;
  return outcome.reason === 'terminated' ? 143 : 130;
}
