import type { CellSummary } from '../model/cell-summary.ts';
import { bar } from './bar.ts';
import { type CellText, cellText, type Wordiness } from './cell-text.ts';
import { formatElapsed } from './duration.ts';
import { glyphs, spinner } from './glyphs.ts';
import { palette } from './palette.ts';
import { printable } from './printable.ts';
import type { Style } from './screen.ts';
import { padEnd, truncate } from './width.ts';

const longestPhase = 10;
const barColumns = 4;
/** `⠙ teardown`, so that the bars stand below each other. */
const phaseColumns = 10;

/**
 * What a cell is doing, with the time since its phase began; a finished cell as in the table at the end. Where it is
 * known how long the cell usually takes, and there is room, a bar tells how far that makes it.
 */
export function liveCellText(
  cell: CellSummary,
  now: number,
  wordiness: Wordiness,
  style: Style,
  usualMs?: number,
): CellText {
  const paint = palette(style.colour);
  const signs = glyphs(style.unicode);
  if (cell.state === 'finished') return cellText(cell, wordiness, style);
  if (cell.state === 'waiting') {
    return { label: paint.dim(wordiness === 'sign' ? signs.waiting : `${signs.waiting} waiting`), time: '' };
  }
  const sign = paint.cyan(spinner(now, style.unicode));
  const since = cell.phases.at(-1)?.start ?? now;
  const time = paint.dim(formatElapsed(now - since));
  if (wordiness === 'sign') return { label: sign, time };
  const doing = `${sign} ${phaseText(cell, signs.ellipsis)}`;
  if (wordiness === 'short' || usualMs === undefined || usualMs <= 0) return { label: doing, time };
  const elapsed = now - (cell.phases.find(({ attempt }) => attempt === cell.attempt)?.start ?? now);
  return { label: `${padEnd(doing, phaseColumns)} ${bar(elapsed / usualMs, barColumns, style)}`, time };
}

/** `test`, `test #2` on a second attempt; a single service stands by its own name. */
function phaseText({ cell, phase, attempt }: CellSummary, ellipsis: string): string {
  const services = Object.keys(cell.services);
  const [only] = services;
  const name = phase === 'services' && services.length === 1 && only !== undefined ? printable(only) : (phase ?? '');
  return truncate(attempt > 1 ? `${name} #${attempt}` : name, longestPhase, ellipsis);
}
