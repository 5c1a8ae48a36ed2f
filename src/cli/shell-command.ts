// matrix shell: an interactive shell in the environment of one cell.

import type { Socket } from 'node:net';
import { connect } from '../docker/connect.ts';
import { createDockerEngine } from '../docker/docker-engine.ts';
import { findCellNetworks, type KeptCell } from '../docker/leftovers.ts';
import { theCell } from '../matrix/select-cells.ts';
import type { CellId } from '../model/cell.ts';
import type { RunEvent } from '../model/event.ts';
import type { Outcome } from '../model/outcome.ts';
import { emptySummary, type Summary, summarize } from '../model/summary.ts';
import { runFolder } from '../record/paths.ts';
import { readRecord } from '../record/read-record.ts';
import { failureReport } from '../report/failures.ts';
import { plainReporter } from '../report/plain.ts';
import { createCancellation } from '../run/cancellation.ts';
import { systemClock } from '../run/clock.ts';
import type { Terminal } from '../run/engine.ts';
import { runShell, type ShellResult } from '../run/shell.ts';
import type { LoadedPlan } from './load-plan.ts';
import { currentOwner, ownerState } from './owner.ts';
import { newRunId } from './run-id.ts';
import { onSignals } from './signals.ts';
import { notice, onOutputLost, screenOf } from './terminal.ts';

/** Opens the shell and returns its exit code; 3 where the environment could not be had. Throws a MatrixError. */
export async function shell(selector: string, { plan, secrets, file }: LoadedPlan): Promise<number> {
  const cell = theCell(selector, plan.cells);
  const id = newRunId(systemClock.now());
  const cancellation = createCancellation();
  const stopListening = onSignals({
    cancel: (reason) => cancellation.cancel(reason),
    force: () => process.exit(130),
  });
  // Whoever reads along goes away: what was made has to go all the same.
  onOutputLost(() => cancellation.cancel('terminated'));
  const screen = screenOf(process.stderr);
  const reporter = plainReporter(screen);
  let summary: Summary = emptySummary(plan, id);
  const connection = await connect(process.env);
  const engine = createDockerEngine(connection);
  const kept = await keptCell(connection.docker, cell.id, file.projectRoot);
  try {
    const result = await runShell({
      plan,
      cell,
      engine,
      owner: currentOwner(id),
      secrets,
      clock: systemClock,
      cancellation,
      terminal: terminalOf(process.stdin, process.stdout),
      ...(kept ? { joins: kept.networkId } : {}),
      onEvent(event: RunEvent) {
        summary = summarize(summary, event);
        reporter.event(event, summary);
        if (event.type === 'service-ready') notice(`[${cell.id}] ${event.service} is ready`);
      },
      onReady() {
        const services = Object.keys(cell.services);
        const beside = services.length > 0 ? `, beside ${services.join(' and ')}` : '';
        notice(
          kept
            ? `[${cell.id}] here is a shell${beside} as run ${kept.owner.run} left it; matrix clean ends that`
            : `[${cell.id}] here is a shell${beside}; exit ends all of it`,
        );
        return takeTerminal(process.stdin);
      },
    });
    for (const { resource, problem } of result.leftOvers) notice(`left behind: ${resource}: ${problem.message}`);
    return result.kind === 'ended' ? result.exitCode : told(result, summary, cell.id);
  } finally {
    stopListening();
    process.stdin.unref?.();
  }
}

/** The newest run of this project that left the cell standing, if it stands: what a killed run left is not meant. */
async function keptCell(
  docker: Parameters<typeof findCellNetworks>[0],
  cell: CellId,
  root: string,
): Promise<KeptCell | undefined> {
  const standing = (await findCellNetworks(docker)).filter(
    (one) => one.cell === cell && ownerState(one.owner) === 'dead',
  );
  for (const one of standing) {
    const record = await readRecord(runFolder(root, one.owner.run)).catch(() => undefined);
    if (record?.summary.kept.includes(cell)) return one;
  }
  return undefined;
}

function told({ outcome }: Extract<ShellResult, { kind: 'not-started' }>, summary: Summary, cell: string): number {
  const event = { type: 'cell-finished', cell, outcome, durationMs: 0, attempts: 1, outputTail: [] } as const;
  const ended = summarize(summary, { at: systemClock.now(), ...event });
  notice(failureReport(ended, screenOf(process.stderr)));
  return exitCodeOf(outcome);
}

function exitCodeOf(outcome: Outcome): number {
  if (outcome.kind !== 'cancelled') return 3;
  return outcome.reason === 'terminated' ? 143 : 130;
}

function terminalOf(input: NodeJS.ReadStream & Socket, output: NodeJS.WriteStream): Terminal {
  return {
    input,
    output,
    isTty: Boolean(input.isTTY && output.isTTY),
    size: () => (output.isTTY ? { columns: output.columns, rows: output.rows } : undefined),
    onResize(listener) {
      output.on('resize', listener);
      return () => output.off('resize', listener);
    },
  };
}

/** Every key goes to the shell, Ctrl-C too. */
function takeTerminal(input: NodeJS.ReadStream): () => void {
  if (!input.isTTY) return () => undefined;
  input.setRawMode(true);
  return () => input.setRawMode(false);
}
