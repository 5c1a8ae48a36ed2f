// What a run ran on, as pairs that a person reads.

import type { Summary } from '../../model/summary.ts';
import { wallTime } from '../../model/summary.ts';
import { formatBytes } from '../bytes.ts';
import { formatDuration } from '../duration.ts';
import { printable } from '../printable.ts';

/** Name and text of each fact; what is not known is left out. */
export function environmentOf(summary: Summary): readonly (readonly [name: string, text: string])[] {
  const { run, file, startedAt, engine, jobs, plan } = summary;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Run', run],
    ['Matrix file', file],
    ['Started', startedAt === undefined ? undefined : new Date(startedAt).toISOString()],
    ['Took', startedAt === undefined ? undefined : formatDuration(wallTime(summary))],
    ['Cells at once', jobs > 0 ? String(jobs) : undefined],
    ['Cover', plan.cover.strength === 'all' ? undefined : coverText(plan.cover)],
    ['Engine', engine && `${engine.product} ${engine.version} (API ${engine.apiVersion})`],
    ['Engine address', engine?.address],
    ['Platform', engine && `${engine.platform}, ${engine.cpus} CPUs, ${formatBytes(engine.memoryBytes)} memory`],
  ];
  return facts.flatMap(([name, text]) => (text === undefined ? [] : [[name, printable(text)] as const]));
}

function coverText({ strength, tuples, covered }: Summary['plan']['cover']): string {
  const what = strength === 2 ? 'pairs' : `combinations of ${strength}`;
  return `${covered} of ${tuples} ${what} of values`;
}
