// What a run ran on, as pairs that a person reads.

import type { EngineFacts } from '../../model/event.ts';
import type { MergedRun, Summary } from '../../model/summary.ts';
import { wallTime } from '../../model/summary.ts';
import { formatBytes } from '../bytes.ts';
import { formatDuration } from '../duration.ts';
import { mountedText } from '../mounted-text.ts';
import { printable } from '../printable.ts';

/** Name and text of each fact; what is not known is left out. */
export function environmentOf(summary: Summary): readonly (readonly [name: string, text: string])[] {
  const { run, file, source, startedAt, engine, jobs, plan, mergedFrom } = summary;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ...(mergedFrom ? mergedFrom.map(mergedFact) : [['Run', run] as const]),
    ['Shard', plan.shard && `${plan.shard.index}/${plan.shard.count}, cut ${plan.shard.cut}`],
    ['Matrix file', file],
    ['Source', source && `${source.revision}${source.isDirty ? ', with changes' : ''}`],
    ['How', mountedText(plan)],
    ['Started', startedAt === undefined ? undefined : new Date(startedAt).toISOString()],
    ['Took', startedAt === undefined ? undefined : formatDuration(wallTime(summary))],
    [mergedFrom ? 'Cells at once on a machine' : 'Cells at once', jobs > 0 ? String(jobs) : undefined],
    ['Cover', plan.cover.strength === 'all' ? undefined : coverText(plan.cover)],
    ['Engine', engine && engineText(engine)],
    ['Engine address', engine?.address],
    ['Platform', engine && `${engine.platform}, ${engine.cpus} CPUs, ${formatBytes(engine.memoryBytes)} memory`],
  ];
  return facts.flatMap(([name, text]) => (text === undefined ? [] : [[name, printable(text)] as const]));
}

/** A row for each record that was merged, with the engine that it ran on. */
function mergedFact({ run, shard, engine, cells }: MergedRun): readonly [string, string] {
  const part = shard ? `Shard ${shard.index}/${shard.count}` : 'Run';
  const parts = [run, `${cells.length} cells`, ...(engine ? [engineText(engine), engine.platform] : [])];
  return [part, parts.join(', ')];
}

function engineText({ product, version, apiVersion }: EngineFacts): string {
  return `${product} ${version} (API ${apiVersion})`;
}

function coverText({ strength, tuples, covered }: Summary['plan']['cover']): string {
  const what = strength === 2 ? 'pairs' : `combinations of ${strength}`;
  return `${covered} of ${tuples} ${what} of values`;
}
