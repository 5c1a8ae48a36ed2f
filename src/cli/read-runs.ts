// From the words that name runs to what they tell: one as it is, several as one.

import { relative } from 'node:path';
import type { Summary } from '../model/summary.ts';
import { type MergeInput, mergeRecords } from '../record/merge-records.ts';
import { type CellFolderOf, cellFoldersIn } from '../record/paths.ts';
import { type RunRecord, readRecord } from '../record/read-record.ts';
import { findRun, findRuns, isRun } from './find-run.ts';

export type ToldRuns = {
  readonly summary: Summary;
  readonly folderOf: CellFolderOf;
  /** What whoever reads the report has to know besides, in sentences. */
  readonly notes: readonly string[];
  /** Of a run that is told by itself. */
  readonly record?: RunRecord;
};

/**
 * The named run, or the newest; where several are named, or a folder of them, all of them as one. Throws a MatrixError
 * where there is none, where one cannot be read, or where they are not of one whole.
 */
export async function readRuns(named: readonly string[], cwd: string): Promise<ToldRuns> {
  const [name, ...more] = named;
  if (name === undefined || (more.length === 0 && isRun(name, cwd))) return readOne(await findRun(name, cwd));
  const found = await findRuns(named, cwd);
  const records: MergeInput[] = [];
  for (const folder of found) {
    const record = await readRecord(relative(cwd, folder) || folder);
    records.push(records.length === 0 ? record : forMerge(record));
  }
  const [first, ...others] = records;
  // A shard that is alone in a folder of them is a part of what somebody wants to see.
  if (!first || (others.length === 0 && !first.plan.shard)) return readOne(found[0] ?? name);
  return mergeRecords([first, ...others]);
}

/** Each of many shards names all cells of the others, and to keep that of one of them is enough. */
function forMerge({ folder, plan: { skipped: _, ...rest }, summary }: RunRecord): MergeInput {
  const plan = { ...rest, skipped: [] };
  return { folder, plan, summary: { ...summary, plan } };
}

async function readOne(folder: string): Promise<ToldRuns> {
  const record = await readRecord(folder);
  const { finishedAt, run } = record.summary;
  const notes = finishedAt === undefined ? [`${run} has no end: it was killed, or it still goes on`] : [];
  return { summary: record.summary, folderOf: cellFoldersIn(folder, record.plan), notes, record };
}
