// Several records of one whole as one run: what each tells of its cells, images and times, in one summary.

import type { CellId } from '../model/cell.ts';
import type { CellSummary } from '../model/cell-summary.ts';
import type { Comparison } from '../model/comparison.ts';
import { countsOf } from '../model/counts.ts';
import { cancelReasons, verdictOf } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import { emptySummary, type ImageSummary, type Summary } from '../model/summary.ts';
import { mergeNotes } from './merge-notes.ts';
import { mergePlans } from './merge-plans.ts';
import { type CellFolderOf, cellFoldersIn } from './paths.ts';
import type { RunRecord } from './read-record.ts';

/** What a merge needs of a record; of all but the first, nothing of what the plan skips. */
export type MergeInput = Pick<RunRecord, 'folder' | 'plan' | 'summary'>;

export type MergedRecords = {
  readonly summary: Summary;
  /** In the record that tells of the cell. */
  readonly folderOf: CellFolderOf;
  /** What whoever reads the report has to know besides, in sentences. */
  readonly notes: readonly string[];
};

/**
 * One summary of what records of shards, or of runs of the same again, tell. Of a cell in several records the newest
 * counts in which it came to an end other than being cancelled; a record of which nothing counts is left out. The merged
 * run lasts from the first start to the last end, and is finished when all of its cells are there and all records are.
 * Throws a MatrixError, naming two records, where they are not of one whole.
 */
export function mergeRecords(all: readonly [MergeInput, ...MergeInput[]]): MergedRecords {
  const { plan, missing } = mergePlans(all);
  const records = distinct(all).toSorted(byAge);
  const tellers = tellersOf(records);
  const telling = new Set([...tellers.values()].map(({ by }) => by));
  const counted = records.filter((record) => telling.has(record));
  const folders = new Map(counted.map((record) => [record, cellFoldersIn(record.folder, record.plan)]));
  return {
    summary: summaryOf(plan, missing, counted, tellers),
    folderOf: (cell) => {
      const record = tellers.get(cell)?.by;
      return record && folders.get(record)?.(cell);
    },
    notes: mergeNotes({ records, counted, plan, missing }),
  };
}

/** A copy of a record tells nothing new. Two machines that start in the same second may have given themselves one id. */
function distinct(records: readonly MergeInput[]): readonly MergeInput[] {
  const keyOf = ({ summary, plan }: MergeInput) => JSON.stringify([summary.run, plan.shard?.index, plan.shard?.cut]);
  return [...new Map(records.toReversed().map((record) => [keyOf(record), record])).values()];
}

function byAge({ summary: a }: MergeInput, { summary: b }: MergeInput): number {
  return (a.startedAt ?? 0) - (b.startedAt ?? 0) || (a.run < b.run ? -1 : 1);
}

type Teller = { readonly by: MergeInput; readonly cell: CellSummary };

function tellersOf(oldestFirst: readonly MergeInput[]): ReadonlyMap<CellId, Teller> {
  const tellers = new Map<CellId, Teller>();
  for (const by of oldestFirst) {
    for (const cell of by.summary.cells) {
      const before = tellers.get(cell.cell.id);
      if (!before || weight(cell) >= weight(before.cell)) tellers.set(cell.cell.id, { by, cell });
    }
  }
  return tellers;
}

function weight({ outcome }: CellSummary): number {
  if (!outcome) return 0;
  return verdictOf(outcome.kind) === 'cancelled' ? 1 : 2;
}

function summaryOf(
  plan: Plan,
  missing: ReadonlySet<CellId>,
  records: readonly MergeInput[],
  tellers: ReadonlyMap<CellId, Teller>,
): Summary {
  const summaries = records.map(({ summary }) => summary);
  const empty = emptySummary(plan, summaries[0]?.run ?? '');
  const cells = empty.cells.map(
    (cell): CellSummary => tellers.get(cell.cell.id)?.cell ?? { ...cell, state: 'missing' },
  );
  const file = summaries.find((summary) => summary.file !== undefined)?.file;
  const source = summaries.find((summary) => summary.source !== undefined)?.source;
  const engines = new Map(summaries.map(({ engine }) => [JSON.stringify(engine), engine]));
  const [engine, ...others] = engines.values();
  const reasons = summaries.flatMap(({ cancelReason }) => cancelReason ?? []);
  const compared = records.flatMap((record) => comparedIn(record, tellers));
  const cancelReason = cancelReasons.findLast((reason) => reasons.includes(reason));
  return {
    ...empty,
    ...(file === undefined ? {} : { file }),
    ...(source === undefined ? {} : { source }),
    ...(engine && others.length === 0 ? { engine } : {}),
    jobs: Math.max(...summaries.map(({ jobs }) => jobs)),
    ...timesOf(summaries, missing.size === 0),
    cells,
    images: mergedImages(plan, summaries),
    counts: countsOf(cells),
    ...(cancelReason ? { cancelReason } : {}),
    leftOvers: summaries.flatMap(({ leftOvers }) => leftOvers),
    ...(compared.length > 0 ? { compared } : {}),
    mergedFrom: records.map((record) => mergedRun(record, tellers)),
  };
}

/** What a record says of the cells that it tells of. */
function comparedIn(record: MergeInput, tellers: ReadonlyMap<CellId, Teller>): readonly Comparison[] {
  return (record.summary.compared ?? []).flatMap((comparison) => {
    const cells = comparison.cells.filter((id) => tellers.get(id)?.by === record);
    return cells.length > 0 ? [{ ...comparison, cells }] : [];
  });
}

function timesOf(
  summaries: readonly Summary[],
  isWhole: boolean,
): Pick<Summary, 'startedAt' | 'finishedAt' | 'lastAt'> {
  const started = summaries.flatMap(({ startedAt }) => startedAt ?? []);
  const finished = summaries.flatMap(({ finishedAt }) => finishedAt ?? []);
  const last = summaries.flatMap(({ lastAt }) => lastAt ?? []);
  return {
    ...(started.length > 0 ? { startedAt: Math.min(...started) } : {}),
    ...(isWhole && finished.length === summaries.length ? { finishedAt: Math.max(...finished) } : {}),
    ...(last.length > 0 ? { lastAt: Math.max(...last) } : {}),
  };
}

/** What most needs telling first: that it failed somewhere, that it was made somewhere. */
const ranks: readonly ((image: ImageSummary) => boolean)[] = [
  ({ state }) => state === 'failed',
  ({ state, cached }) => state === 'ready' && !cached,
  ({ state }) => state === 'ready',
  ({ state }) => state === 'working',
];

/** Each machine makes its images for itself; of one image, one of them tells. */
function mergedImages(plan: Plan, summaries: readonly Summary[]): readonly ImageSummary[] {
  const found = Map.groupBy(
    summaries.flatMap(({ images }) => images),
    ({ image }) => image.key,
  );
  return plan.images.flatMap(({ key }) => {
    const all = found.get(key) ?? [];
    return ranks.flatMap((isSo) => all.find(isSo) ?? [])[0] ?? all[0] ?? [];
  });
}

function mergedRun(
  record: MergeInput,
  tellers: ReadonlyMap<CellId, Teller>,
): NonNullable<Summary['mergedFrom']>[number] {
  const { summary, plan } = record;
  const { run, startedAt, finishedAt, engine, jobs } = summary;
  return {
    run,
    ...(plan.shard ? { shard: plan.shard } : {}),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(engine ? { engine } : {}),
    jobs,
    cells: plan.cells.flatMap(({ id }) => (tellers.get(id)?.by === record ? [id] : [])),
  };
}
