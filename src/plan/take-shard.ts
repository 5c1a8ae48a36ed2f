// The part of a plan that one of several machines runs. Planned whole and then cut, so that every machine can tell that
// it runs a part of the same.

import { createHash } from 'node:crypto';
import { MatrixError } from '../errors.ts';
import { cutByTimes, cutEvenly, type Load, loadOf, type Parts } from '../matrix/cut-shards.ts';
import type { Shard } from '../matrix/shard.ts';
import type { Cell } from '../model/cell.ts';
import { median } from '../model/median.ts';
import type { PastTimes } from '../model/past-times.ts';
import { type CellPlan, type Cover, notInShard, type Plan, type ShardPlan } from '../model/plan.ts';
import { planDigest } from '../model/plan-digest.ts';

/**
 * The plan of one shard: its cells with the positions that they have in the whole, and the images of those. Throws a
 * MatrixError where it has no cell.
 */
export function takeShard(
  whole: Plan,
  { index, count }: Shard,
  coverOf: (cells: readonly Cell[]) => Cover,
  times?: PastTimes,
): Plan {
  const parts = cutPlan(whole, count, times);
  const part = new Set(parts[index - 1]);
  if (part.size === 0) {
    const message = `Shard ${index}/${count} has no cell`;
    throw new MatrixError('empty-selection', message, { hint: `there are ${whole.cells.length} to share` });
  }
  const cells = whole.cells.filter((_, at) => part.has(at));
  const others = whole.cells.filter((_, at) => !part.has(at));
  const reason = notInShard({ index, count });
  const needed = new Set(cells.flatMap(({ image, services }) => [image, ...imagesOf(services)]));
  const shard: ShardPlan = {
    index,
    count,
    cut: cutDigest(whole, parts),
    ...(times ? { times: expected(whole, parts, index - 1, times) } : {}),
    whole: { digest: planDigest(whole), cells: whole.cells.length, cover: whole.cover },
  };
  return {
    ...whole,
    images: whole.images.filter(({ key }) => needed.has(key)),
    cells,
    skipped: [...whole.skipped, ...others.map(({ id, values }) => ({ id, values, reason }))],
    cover: coverOf(cells),
    shard,
  };
}

/** Which cells of a plan, by their positions, each of so many shards has. */
export function cutPlan({ cells }: Plan, count: number, times?: PastTimes): Parts {
  if (!times)
    return cutEvenly(
      cells.map(({ image }) => image),
      count,
    );
  return cutByTimes(loadsOf(cells, times), count, times.imageMs);
}

/** Cells that no past run knows take as long as most of the others. */
function loadsOf(cells: readonly CellPlan[], { cells: known }: PastTimes): readonly Load[] {
  const usual = median(cells.flatMap(({ id }) => known.get(id) ?? []));
  return cells.map(({ id, image }) => ({ image, timeMs: Math.max(1, Math.round(known.get(id) ?? usual)) }));
}

function expected({ cells }: Plan, parts: Parts, at: number, times: PastTimes): NonNullable<ShardPlan['times']> {
  const loads = loadsOf(cells, times);
  const all = parts.map((part) => loadOf(part, loads, times.imageMs));
  const known = cells.filter(({ id }) => times.cells.has(id)).length;
  return { known, expectedMs: all[at] ?? 0, longestMs: all.reduce((a, b) => Math.max(a, b)) };
}

function cutDigest({ cells }: Plan, parts: Parts): string {
  const ids = parts.map((part) => part.map((at) => cells[at]?.id));
  return createHash('sha256').update(JSON.stringify(ids)).digest('hex').slice(0, 8);
}

function imagesOf(services: CellPlan['services']): readonly string[] {
  return Object.values(services).map(({ image }) => image);
}
