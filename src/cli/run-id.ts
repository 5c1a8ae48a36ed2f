import { randomBytes } from 'node:crypto';
import type { EpochMs } from '../model/event.ts';
import type { RunId } from '../model/run-id.ts';

/** `20261124-104700-3f9c`: sorts by time, to the second, and is unique among the runs of a project. */
export function newRunId(now: EpochMs): RunId {
  const [date = '', time = ''] = new Date(now).toISOString().split('T');
  return `${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${randomBytes(2).toString('hex')}`;
}
