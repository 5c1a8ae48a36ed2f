// Between which values is looked, and what the suite is expected to say there.

import { MatrixError } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Colour } from './turn.ts';

/** Positions in the order of the axis. `low` is the colour that the lower one is said to have, where that was said. */
export type Ends = { readonly from: number; readonly to: number; readonly low: Colour | undefined };

/** The ends that were named; for one that was not, the end of the axis which lies on the other side. */
export function endsOf(values: readonly string[], good: string | undefined, bad: string | undefined): Ends {
  const last = values.length - 1;
  const goodAt = good === undefined ? undefined : positionOf('--good', good, values);
  const badAt = bad === undefined ? undefined : positionOf('--bad', bad, values);
  if (goodAt === undefined && badAt === undefined) return { from: 0, to: last, low: undefined };
  const opposite = (at: number) => (goodAt === undefined ? (at === 0 ? last : 0) : at === last ? 0 : last);
  const green = goodAt ?? opposite(badAt ?? 0);
  const red = badAt ?? opposite(green);
  if (green === red)
    throw new MatrixError('usage', `${values[green]} cannot be good and bad`, { hint: 'name two values' });
  return green < red ? { from: green, to: red, low: 'green' } : { from: red, to: green, low: 'red' };
}

function positionOf(flag: string, value: string, values: readonly string[]): number {
  const at = values.indexOf(value);
  if (at !== -1) return at;
  const near = nearest(value, values);
  const shown = values.slice(0, 20).join(', ') + (values.length > 20 ? `, and ${values.length - 20} more` : '');
  throw new MatrixError('usage', `${flag} ${value} is none of the values`, {
    hint: near === undefined ? `they are ${shown}` : `did you mean ${near}?`,
  });
}
