// The folder of a run, written as events arrive. A run that is killed at any moment leaves a readable record:
// the plan is whole before anything happens, events are appended in order, run.json is only ever replaced whole.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CellId } from '../model/cell.ts';
import type { CollectedKind, OutputSource, RunEvent } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import type { RunId } from '../model/run-id.ts';
import { emptySummary, summarize } from '../model/summary.ts';
import type { RunTests } from '../model/test-result.ts';
import { setAside, writeCollected } from './collected-file.ts';
import { openEventLog } from './event-log.ts';
import { createOutputFile, type OutputFile } from './output-file.ts';
import {
  cellFolders,
  cellFoldersIn,
  eventsFile,
  matrixFolder,
  outputFile,
  planFile,
  runFile,
  runFolder,
  runsFolder,
} from './paths.ts';
import { readTests } from './read-tests.ts';
import { createRecordTally, type RecordSize, type RecordTally } from './record-size.ts';
import { createRunFile } from './run-file.ts';
import { diskTrouble } from './trouble.ts';
import { writeAtomically } from './write-atomically.ts';

export type RecordWriter = {
  /** The folder of the run. */
  readonly folder: string;
  /** Takes the next event. Never throws. */
  event(event: RunEvent): void;
  /** Takes bytes of a suite or a service; a returned promise resolves when there is room for more, and never rejects. */
  output(source: OutputSource, bytes: Uint8Array): Promise<void> | undefined;
  /** Takes a file that a suite wrote, into `results/` or `artifacts/` of its cell. Rejects when the disk refuses. */
  file(
    of: { readonly cell: CellId; readonly what: CollectedKind },
    path: string,
    content: AsyncIterable<Uint8Array>,
  ): Promise<void>;
  /** How much of output and files it has by now. */
  size(): RecordSize;
  /** No more output comes of this cell: its files are written out and closed. */
  closeOutput(cell: CellId): void;
  /** Resolves when all is on its way to the disk and closed, with what the tests of the cells say. Never rejects. */
  close(): Promise<RunTests>;
};

export type RecordOptions = {
  /** Told in one sentence what cannot be kept, once a reason. The run goes on. */
  readonly onTrouble?: (sentence: string) => void;
};

/**
 * Makes the folder of a run below `root`, the project's own folder, with the plan in it. Rejects with a MatrixError
 * when the disk refuses, or when there is such a run already.
 */
export async function createRecord(
  root: string,
  run: RunId,
  plan: Plan,
  options: RecordOptions = {},
): Promise<RecordWriter> {
  const folder = runFolder(root, run);
  const tell = tellOnce(options.onTrouble ?? (() => {}));
  try {
    await mkdir(runsFolder(root), { recursive: true });
    await writeFile(join(matrixFolder(root), '.gitignore'), '*\n');
    await mkdir(folder);
    await writeAtomically(join(folder, planFile), `${JSON.stringify(plan, null, 2)}\n`);
    return writerOf(folder, run, plan, tell);
  } catch (error) {
    throw diskTrouble(`make the record of the run in ${folder}`, error);
  }
}

type Tell = (what: string) => (error: unknown) => void;

function writerOf(folder: string, run: RunId, plan: Plan, tell: Tell): RecordWriter {
  const events = openEventLog(join(folder, eventsFile), tell(`write ${join(folder, eventsFile)}`));
  const runJsonFile = createRunFile(join(folder, runFile), tell(`write ${join(folder, runFile)}`));
  const folders = cellFolders(plan);
  const tally = createRecordTally();
  const outputs = createOutputs(folder, folders, { tell, tally });
  let summary = emptySummary(plan, run);
  // Attempts of a cell come one after the other: nothing of an earlier one is being written when the next one begins.
  const beginAttempt = (cell: CellId, attempt: number) => {
    const cellFolder = join(folder, folders.get(cell) ?? '');
    try {
      setAside(cellFolder, attempt - 1);
    } catch (error) {
      tell(`keep what attempt ${attempt - 1} wrote in ${cellFolder}`)(error);
    }
  };
  return {
    folder,
    event(event) {
      if (event.type === 'cell-phase' && event.phase === 'network' && event.attempt > 1)
        beginAttempt(event.cell, event.attempt);
      summary = summarize(summary, event);
      events.append(event);
      if (rewriting.has(event.type)) runJsonFile.update(summary);
    },
    output: outputs.write,
    async file({ cell, what }, path, content) {
      const cellFolder = folders.get(cell);
      if (cellFolder === undefined) return;
      await writeCollected(join(folder, cellFolder, what), path, tally.counted(content));
    },
    size: tally.size,
    closeOutput(cell) {
      void outputs.close(cell);
    },
    async close() {
      events.close();
      await outputs.closeAll();
      const tests = await readTests(cellFoldersIn(folder, plan), summary).catch((error: unknown): RunTests => {
        tell(`read the tests' reports in ${folder}`)(error);
        return new Map();
      });
      if (tests.size > 0) runJsonFile.update(summary, tests);
      await runJsonFile.settled();
      return tests;
    },
  };
}

const rewriting: ReadonlySet<RunEvent['type']> = new Set(['run-started', 'cell-finished', 'run-finished']);

/** The open log files, by cell and stream: as many as cells that run, times their streams. */
function createOutputs(
  folder: string,
  folders: ReadonlyMap<CellId, string>,
  { tell, tally }: { readonly tell: Tell; readonly tally: RecordTally },
) {
  const open = new Map<CellId, Map<string, OutputFile>>();
  const closing = new Set<Promise<unknown>>();
  const close = (cell: CellId) => {
    const files = [...(open.get(cell)?.values() ?? [])];
    open.delete(cell);
    const closed = Promise.all(files.map((file) => file.close()));
    closing.add(closed);
    return closed.finally(() => closing.delete(closed));
  };
  return {
    write(source: OutputSource, bytes: Uint8Array): Promise<void> | undefined {
      const cellFolder = folders.get(source.cell);
      if (cellFolder === undefined) return undefined;
      const name = outputFile(source);
      const files = open.get(source.cell) ?? new Map<string, OutputFile>();
      open.set(source.cell, files);
      const path = join(folder, cellFolder, name);
      const file = files.get(name) ?? createOutputFile(path, tell(`write ${path}`), (more) => tally.log(path, more));
      files.set(name, file);
      return file.write(bytes);
    },
    close,
    async closeAll() {
      for (const cell of [...open.keys()]) void close(cell);
      await Promise.all(closing);
    },
  };
}

/** A disk that is full is told once, not once a file. */
function tellOnce(onTrouble: (sentence: string) => void): Tell {
  const told = new Set<string>();
  return (what) => (error) => {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (told.has(reason)) return;
    told.add(reason);
    onTrouble(diskTrouble(what, error).message);
  };
}
