import { glyphs } from './glyphs.ts';
import { palette } from './palette.ts';
import type { Style } from './screen.ts';

/** A bar of so many columns, filled by `share`, from 0 to 1. */
export function bar(share: number, columns: number, style: Pick<Style, 'colour' | 'unicode'>): string {
  const paint = palette(style.colour);
  const { barDone, barLeft } = glyphs(style.unicode);
  const done = Math.round(Math.min(1, Math.max(0, share)) * columns);
  return paint.cyan(barDone.repeat(done)) + paint.dim(barLeft.repeat(columns - done));
}
