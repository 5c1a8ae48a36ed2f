import { type CellSummary, isAllowed } from '../model/cell-summary.ts';
import type { OutcomeKind } from '../model/outcome.ts';
import { formatDuration } from './duration.ts';
import { glyphs } from './glyphs.ts';
import { outcomeLook } from './outcome-look.ts';
import { palette } from './palette.ts';
import type { Style } from './screen.ts';

/** How much room a cell's text may take: all words, short words, or the sign alone. */
export type Wordiness = 'full' | 'short' | 'sign';

/** What a cell says: its label and its time, each coloured; the time is empty where there is none. */
export type CellText = { readonly label: string; readonly time: string };

const shortWords: Partial<Record<OutcomeKind, string>> = {
  'timed-out': 'timeout',
  'out-of-memory': 'memory',
  'engine-error': 'engine',
};

/** A cell's outcome: `✓ passed` and `4.2s`. */
export function cellText(summary: CellSummary, wordiness: Wordiness, style: Style): CellText {
  const paint = palette(style.colour);
  const signs = glyphs(style.unicode);
  const { outcome, durationMs, state } = summary;
  if (!outcome) {
    const why = state === 'missing' ? '? in no record' : '? not finished';
    return { label: paint.dim(wordiness === 'sign' ? '?' : why), time: '' };
  }
  const allowed = isAllowed(summary);
  const look = outcomeLook(outcome.kind, allowed);
  const sign = signs[look.glyph];
  const word = wordiness === 'full' ? look.word : (shortWords[outcome.kind] ?? look.word);
  const label = {
    full: `${sign} ${word}${allowed ? ' (allowed)' : ''}`,
    short: `${sign} ${allowed ? 'allowed' : word}`,
    sign: allowed ? `(${sign})` : sign,
  }[wordiness];
  return {
    label: paint[look.tone](label),
    time: durationMs > 0 ? paint[look.tone === 'dim' ? 'dim' : 'plain'](formatDuration(durationMs)) : '',
  };
}
