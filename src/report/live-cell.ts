import type { CellSummary } from '../model/summary.ts';
import { type CellText, cellText, type Wordiness } from './cell-text.ts';
import { formatElapsed } from './duration.ts';
import { glyphs, spinner } from './glyphs.ts';
import { palette } from './palette.ts';
import { printable } from './printable.ts';
import type { Style } from './screen.ts';
import { truncate } from './width.ts';

const longestPhase = 10;

/** What a cell is doing, with the time since its phase began; a finished cell as in the table at the end. */
export function liveCellText(cell: CellSummary, now: number, wordiness: Wordiness, style: Style): CellText {
  const paint = palette(style.colour);
  const signs = glyphs(style.unicode);
  if (cell.state === 'finished') return cellText(cell, wordiness, style);
  if (cell.state === 'waiting') {
    return { label: paint.dim(wordiness === 'sign' ? signs.waiting : `${signs.waiting} waiting`), time: '' };
  }
  const sign = paint.cyan(spinner(now, style.unicode));
  const since = cell.phases.at(-1)?.start ?? now;
  const time = paint.dim(formatElapsed(now - since));
  return { label: wordiness === 'sign' ? sign : `${sign} ${phaseText(cell, signs.ellipsis)}`, time };
}

/** `test`, `test #2` on a second attempt; a single service stands by its own name. */
function phaseText({ cell, phase, attempt }: CellSummary, ellipsis: string): string {
  const services = Object.keys(cell.services);
  const [only] = services;
  const name = phase === 'services' && services.length === 1 && only !== undefined ? printable(only) : (phase ?? '');
  return truncate(attempt > 1 ? `${name} #${attempt}` : name, longestPhase, ellipsis);
}
