// What the values of flags mean. Commander tells a value that is none, with the flag that has it.

import { InvalidArgumentError } from 'commander';
import { coverOf } from '../config/cover-strength.ts';
import { parseShard, type Shard } from '../matrix/shard.ts';

/** All the values of a flag that may be repeated. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** A whole number, 0 among them. */
export function count(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

/** `2/5`. */
export function shard(text: string): Shard {
  const parsed = parseShard(text);
  if (!parsed) throw new InvalidArgumentError('Expected such as 2/5, the second of five.');
  return parsed;
}

/** `all`, `pairwise` (which is 2) or a strength. */
export function cover(text: string): 'all' | number {
  const parsed = coverOf(text);
  if (parsed === undefined) throw new InvalidArgumentError('Expected all, pairwise or a strength from 2 to 6.');
  return parsed;
}

/** How many at once, at least one, or `auto`. */
export function jobs(text: string): number | 'auto' {
  if (text === 'auto') return text;
  const parsed = count(text);
  if (parsed === 0) throw new InvalidArgumentError('At least one.');
  return parsed;
}

/** `500ms`, `90s`, `5m` or `1h`, in milliseconds. */
export function duration(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const factor = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[unit];
  if (number === undefined || factor === undefined)
    throw new InvalidArgumentError('Expected such as 500ms, 90s, 5m or 1h.');
  return Math.round(Number(number) * factor);
}

/** A duration that is one: nothing stands for no time at all. */
export function lifetime(text: string): number {
  const ms = duration(text);
  if (ms === 0) throw new InvalidArgumentError('More than nothing, such as 2h.');
  return ms;
}
