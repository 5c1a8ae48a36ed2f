// The logs of a run, cut to what a page can hold: those of cells that are not green first, and of each log its beginning
// and its end.

import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { CellSummary } from '../model/cell-summary.ts';
import type { OutputSource } from '../model/event.ts';
import { verdictOf } from '../model/outcome.ts';
import type { Summary } from '../model/summary.ts';
import { type CellFolderOf, outputIn } from './paths.ts';

/** A log, with the lines between its beginning and its end left out where it is long. */
export type LogText = {
  readonly source: OutputSource;
  readonly first: string;
  readonly last: string;
  /** Line ends in the part that is left out. */
  readonly omitted: number;
};

/** In bytes: of all logs together, and of each one of a cell that is red, or green. */
export type LogLimits = { readonly whole: number; readonly red: number; readonly green: number };

const usualLimits: LogLimits = { whole: 12 * 1024 * 1024, red: 256 * 1024, green: 32 * 1024 };

/**
 * The logs of a run, by cell in plan order, of at most `limits.whole` bytes in all. What was not written or cannot be read
 * is missing. Rejects for nothing.
 */
export async function readLogs(
  folderOf: CellFolderOf,
  summary: Summary,
  limits = usualLimits,
): Promise<readonly LogText[]> {
  const isGreen = (cell: CellSummary) => cell.outcome !== undefined && verdictOf(cell.outcome.kind) === 'green';
  const sources = [...summary.cells.filter((cell) => !isGreen(cell)), ...summary.cells.filter(isGreen)].flatMap(
    (cell) => sourcesOf(cell).map((source) => ({ source, most: isGreen(cell) ? limits.green : limits.red })),
  );
  const logs: LogText[] = [];
  let left = limits.whole;
  for (const { source, most } of sources) {
    if (left < Math.min(most, limits.green)) break;
    const path = outputIn(folderOf(source.cell), source) ?? '';
    const log = await readLog(path, Math.min(most, left)).catch(() => undefined);
    if (!log) continue;
    left -= Buffer.byteLength(log.first) + Buffer.byteLength(log.last);
    logs.push({ source, ...log });
  }
  const index = new Map(summary.cells.map(({ cell }, at) => [cell.id, at]));
  return logs.toSorted((a, b) => (index.get(a.source.cell) ?? 0) - (index.get(b.source.cell) ?? 0));
}

/** The last attempt first, and of each the suite before its services. */
function sourcesOf({ cell, attempt: last }: CellSummary): readonly OutputSource[] {
  const attempts = Array.from({ length: last }, (_, at) => last - at);
  return attempts.flatMap((attempt) => [
    { cell: cell.id, attempt, source: 'test' as const },
    ...Object.keys(cell.services).map((service) => ({ cell: cell.id, attempt, source: { service } })),
  ]);
}

async function readLog(path: string, most: number): Promise<Omit<LogText, 'source'> | undefined> {
  const { size } = await stat(path);
  if (size === 0) return undefined;
  if (size <= most) return { first: (await readPart(path, 0, size)).toString(), last: '', omitted: 0 };
  // A failure is told at the end, so that the end gets most of the room.
  const beginning = Math.floor(most / 4);
  const first = upToLineEnd(await readPart(path, 0, beginning));
  const last = fromLineStart(await readPart(path, size - (most - beginning), most - beginning));
  const omitted = await countLineEnds(path, first.length, size - last.length - 1);
  return { first: first.toString(), last: last.toString(), omitted };
}

async function readPart(path: string, position: number, length: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length), position });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const lineEnd = 0x0a;

/** All of it where it has no line end. */
function upToLineEnd(bytes: Buffer): Buffer {
  const end = bytes.lastIndexOf(lineEnd);
  return end < 0 ? bytes : bytes.subarray(0, end + 1);
}

function fromLineStart(bytes: Buffer): Buffer {
  return bytes.subarray(bytes.indexOf(lineEnd) + 1);
}

/** Both ends included. */
async function countLineEnds(path: string, start: number, end: number): Promise<number> {
  if (end < start) return 0;
  let count = 0;
  for await (const chunk of createReadStream(path, { start, end })) {
    const bytes = chunk as Buffer;
    for (let at = bytes.indexOf(lineEnd); at >= 0; at = bytes.indexOf(lineEnd, at + 1)) count++;
  }
  return count;
}
