// A few lines at the bottom of a terminal that are drawn again and again in place.

import type { Screen } from './screen.ts';
import { width } from './width.ts';

export type Canvas = {
  /** Replaces what was drawn. Lines must be narrower than the screen, and fewer than its rows. */
  draw(lines: readonly string[]): void;
  /** Takes the drawing away, also after `restore`; what is written next stands where it began. */
  erase(): void;
  /** Shows the cursor again below the drawing, which stays. Safe at any time, and more than once. */
  restore(): void;
};

const esc = '\u001b[';
const hideCursor = `${esc}?25l`;
const showCursor = `${esc}?25h`;
/** Terminals that know these show a frame as a whole; the others pass over them. */
const frameStart = `${esc}?2026h`;
const frameEnd = `${esc}?2026l`;
const eraseLine = `${esc}K`;
const eraseBelow = `${esc}J`;

/** A canvas on a screen. Every frame is one write. */
export function createCanvas(screen: Screen): Canvas {
  let drawn: readonly string[] = [];
  let columns = screen.columns;
  let hidden = false;

  /** How many rows the drawing takes. A terminal that became narrower has wrapped the lines of the last frame. */
  const rowsDrawn = () => {
    const now = Math.max(1, screen.columns);
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(width(line) / now)), 0);
    return Math.min(rows, Math.max(0, screen.rows - 1));
  };
  /** To the first row of the drawing. */
  const toStart = () => {
    const up = rowsDrawn();
    return up > 0 ? `\r${esc}${up}A` : '\r';
  };

  return {
    draw(lines) {
      const resized = columns !== screen.columns;
      // Line by line over the old frame, so that nothing is blank in between; a resized one may stand anywhere.
      const text = lines.map((line) => `${line}${eraseLine}\n`).join('');
      const start = `${toStart()}${resized ? eraseBelow : ''}`;
      const cursor = hidden ? '' : hideCursor;
      hidden = true;
      columns = screen.columns;
      screen.write(`${frameStart}${cursor}${start}${text}${eraseBelow}${frameEnd}`);
      drawn = lines;
    },
    erase() {
      if (drawn.length === 0) return;
      // Line by line: terminals that keep what "erase all below" erases would show the last frame when scrolled back.
      const blank = `${eraseLine}\n`.repeat(rowsDrawn());
      screen.write(`${toStart()}${blank}${toStart()}`);
      drawn = [];
    },
    restore() {
      if (!hidden) return;
      hidden = false;
      screen.write(showCursor);
    },
  };
}
