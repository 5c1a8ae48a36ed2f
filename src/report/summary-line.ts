import type { OutcomeKind } from '../model/outcome.ts';
import { outcomeKinds } from '../model/outcome.ts';
import { type Summary, wallTime } from '../model/summary.ts';
import { formatDuration } from './duration.ts';
import { outcomeLook } from './outcome-look.ts';
import { palette } from './palette.ts';
import type { Style } from './screen.ts';

/** `7 passed, 2 failed (1 allowed), 1 not ready in 17.3s`. */
export function summaryLine(summary: Summary, style: Pick<Style, 'colour'>): string {
  const paint = palette(style.colour);
  const { counts, cancelReason } = summary;
  const parts = outcomeKinds.flatMap((kind) => {
    const count = counts.outcomes[kind];
    if (count === 0) return [];
    const allowed = counts.allowed[kind];
    const text = `${count} ${wordFor(kind, count)}${allowed > 0 ? ` (${allowed === count ? '' : `${allowed} `}allowed)` : ''}`;
    return [paint[outcomeLook(kind, allowed === count).tone](text)];
  });
  const missing = summary.cells.filter(({ state }) => state === 'missing').length;
  if (missing > 0) parts.push(paint.magenta(`${missing} in no record`));
  const unfinished = counts.waiting + counts.running - missing;
  if (unfinished > 0) parts.push(paint.dim(`${unfinished} not finished`));
  if (parts.length === 0) parts.push('no cells');
  const why = cancelReason ? `, ${cancelReason === 'fail-fast' ? 'stopped at the first failure' : cancelReason}` : '';
  return `${parts.join(', ')} ${paint.dim(`in ${formatDuration(wallTime(summary))}${why}`)}`;
}

function wordFor(kind: OutcomeKind, count: number): string {
  const { word } = outcomeLook(kind, false);
  return kind === 'engine-error' && count > 1 ? `${word}s` : word;
}
