import type { Plan } from '../model/plan.ts';
import { formatDuration } from './duration.ts';

/**
 * Which part of the whole a plan is: `shard 2/5: 4 of 18 cells, cut 3f9c12ab`, and where times decided, what they let
 * expect. Undefined of a plan that is no part.
 */
export function shardLine({ cells, shard }: Plan): string | undefined {
  if (!shard) return undefined;
  const { index, count, cut, times, whole } = shard;
  const line = `shard ${index}/${count}: ${cells.length} of ${whole.cells} cells, cut ${cut}`;
  if (!times) return line;
  const { known, expectedMs, longestMs } = times;
  const usual = `${formatDuration(expectedMs)} of work, the longest shard ${formatDuration(longestMs)}`;
  return `${line}, ${usual}, by the times of ${known === whole.cells ? 'all' : known} cells`;
}
