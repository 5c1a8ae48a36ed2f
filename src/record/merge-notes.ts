import type { CellId } from '../model/cell.ts';
import type { Plan } from '../model/plan.ts';
import type { MergeInput } from './merge-records.ts';

/** How many cells are named. */
const mostNamed = 3;

export type Merge = {
  readonly records: readonly MergeInput[];
  /** Those of the records that tell of some cell. */
  readonly counted: readonly MergeInput[];
  readonly plan: Plan;
  readonly missing: ReadonlySet<CellId>;
};

/** What is not as it should be with records that are merged, in sentences: cells twice or not at all, and why. */
export function mergeNotes({ records, counted, plan, missing }: Merge): readonly string[] {
  const uses = new Map<CellId, number>();
  for (const record of records) for (const { id } of record.plan.cells) uses.set(id, (uses.get(id) ?? 0) + 1);
  const twice = [...uses].flatMap(([id, count]) => (count > 1 ? [id] : []));
  const cuts = [...new Set(records.flatMap(({ plan: { shard } }) => shard?.cut ?? []))];
  return [
    ...(twice.length > 0
      ? [
          `${twice.length} of ${plan.cells.length} cells are in several records, of which the newest counts: ${named(twice)}`,
        ]
      : []),
    ...(missing.size > 0
      ? [`${missing.size} of ${plan.cells.length} cells are in no record: ${named([...missing])}`]
      : []),
    ...(missing.size > 0 && cuts.length === 1 ? missingShards(records) : []),
    ...(missing.size + twice.length > 0 && cuts.length > 1
      ? [`the shards were cut in ${cuts.length} ways (${cuts.join(', ')}): give all of them the same count and --times`]
      : []),
    ...counted.flatMap(cutOff),
    ...differentEngines(counted),
  ];
}

function missingShards(records: readonly MergeInput[]): readonly string[] {
  const shards = records.flatMap(({ plan: { shard } }) => shard ?? []);
  const there = new Set(shards.map(({ index }) => index));
  const count = shards[0]?.count ?? 0;
  const absent = Array.from({ length: count }, (_, at) => at + 1).filter((index) => !there.has(index));
  return absent.length > 0 ? [`not there: shard ${named(absent.map((index) => `${index}/${count}`))}`] : [];
}

function cutOff({ folder, summary: { cells, finishedAt } }: MergeInput): readonly string[] {
  if (finishedAt !== undefined) return [];
  const open = cells.filter(({ outcome }) => !outcome).length;
  return [`${folder} was cut off, with ${open} of ${cells.length} cells not finished`];
}

function differentEngines(records: readonly MergeInput[]): readonly string[] {
  const names = records.flatMap(({ summary: { engine } }) =>
    engine ? [`${engine.product} ${engine.version} on ${engine.platform}`] : [],
  );
  const different = [...new Set(names)];
  return different.length > 1 ? [`the engines differ: ${named(different)}`] : [];
}

function named(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return `${names.slice(0, mostNamed).join(' ')}${more > 0 ? ` and ${more} more` : ''}`;
}
