// matrix logs: what the suite of a cell, or one of its services, has written.

import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MatrixError } from '../errors.ts';
import { theCell } from '../matrix/select-cells.ts';
import type { CellId } from '../model/cell.ts';
import type { CellSummary } from '../model/cell-summary.ts';
import type { OutputSource } from '../model/event.ts';
import { nearest } from '../model/nearest.ts';
import type { Summary } from '../model/summary.ts';
import { outputPath } from '../record/paths.ts';
import { readRecord } from '../record/read-record.ts';
import { printable } from '../report/printable.ts';
import { type SilentLog, silence } from '../report/silent-log.ts';
import { findRunWith } from './find-run.ts';
import { logPieces } from './log-pieces.ts';
import { notice } from './terminal.ts';

export type LogsOptions = {
  /** A run's id or folder; the newest where it is undefined. */
  readonly run: string | undefined;
  /** The last where it is undefined. */
  readonly attempt: number | undefined;
};

/** Prints a log: to a terminal without what would move its cursor, elsewhere byte for byte. Throws a MatrixError. */
export async function logs(selector: string, service: string | undefined, options: LogsOptions): Promise<void> {
  const { folder, plan, summary } = await readRecord(await findRunWith(selector, options.run, process.cwd()));
  const cell = theCell(selector, plan.cells);
  const last = summaryOf(summary, cell.id).attempt;
  if (service !== undefined && !Object.hasOwn(cell.services, service)) {
    const known = Object.keys(cell.services);
    const near = nearest(service, known) ?? known.join(', ');
    const hint = known.length > 0 ? `it has ${near}` : 'it has none';
    throw new MatrixError('usage', `The cell ${cell.id} has no service "${service}"`, { hint });
  }
  const attempt = options.attempt ?? Math.max(1, last);
  const source: OutputSource['source'] = service === undefined ? 'test' : { service };
  const pathOf = (of: OutputSource['source']) =>
    join(folder, outputPath(plan, { cell: cell.id, attempt, source: of }) ?? '');
  const path = pathOf(source);
  if (!existsSync(path)) {
    if (attempt > Math.max(1, last))
      throw new MatrixError('usage', `${cell.id} had no attempt ${attempt}`, {
        hint: last === 0 ? 'it was never started' : `it had ${last}`,
      });
    const written = Object.keys(cell.services).filter((name) => existsSync(pathOf({ service: name })));
    return tellSilence({ cell: summaryOf(summary, cell.id), attempt, source, written, run: options.run }, summary);
  }
  if (process.stdout.isTTY && options.run === undefined) notice(`of the run ${summary.run}`);
  if (!process.stdout.isTTY) return pipeline(createReadStream(path), process.stdout, { end: false });
  for await (const { text, isEnd } of logPieces(createReadStream(path, 'utf8')))
    process.stdout.write(isEnd ? `${printable(text)}\n` : printable(text));
}

/** A log without a word in it is no mistake of whoever asks for it, but for one that was never begun. */
function tellSilence(log: SilentLog, summary: Summary): void {
  const { kind, sentence, hint } = silence(log, summary);
  if (kind === 'never-started') throw new MatrixError('usage', sentence, hint === undefined ? {} : { hint });
  notice(sentence);
}

function summaryOf({ cells, run }: Summary, id: CellId): CellSummary {
  const found = cells.find(({ cell }) => cell.id === id);
  if (!found) throw new Error(`the run ${run} has no ${id}`);
  return found;
}
