import type { Plan } from '../model/plan.ts';
import { axesOf, textOf } from './axes.ts';
import { box, boxWidth } from './box.ts';
import { glyphs } from './glyphs.ts';
import { printable } from './printable.ts';
import type { Style } from './screen.ts';
import { padStart, truncate, width } from './width.ts';

/** A row of a list: which cell, and what stands in the columns after its axes. Texts may be coloured. */
export type ListRow = { readonly index: number; readonly texts: readonly string[] };

/** The narrowest that an axis may become where the whole is too wide. */
const narrowest = 4;

/**
 * Cells as a table, a column an axis and `more` columns after them, the last of them flush right unless said otherwise. Values are cut
 * where the style's columns do not hold them.
 */
export function listTable(
  plan: Plan,
  list: readonly ListRow[],
  more: readonly string[],
  style: Style,
  lastAligned: 'left' | 'right' = 'right',
): readonly string[] {
  const axes = axesOf(plan);
  const { absent, ellipsis } = glyphs(style.unicode);
  const names = axes.map(({ name }) => printable(name));
  const values = list.map(({ index }) =>
    axes.map(({ name }) => {
      const cell = plan.cells[index];
      return printable((cell && textOf(cell, name)) ?? absent);
    }),
  );
  const last = more.length - 1;
  const lastWidth = widest([more[last] ?? '', ...list.map(({ texts }) => texts[last] ?? '')]);
  const fixed = more.map((name, at) => widest([name, ...list.map(({ texts }) => texts[at] ?? '')]));
  const natural = names.map((name, at) => widest([name, ...values.map((row) => row[at] ?? '')]));
  const room = style.columns - boxWidth(fixed) - 3 * natural.length;
  const widths = shrunk(natural, room);
  const cut = (text: string, at: number) => truncate(text, widths[at] ?? narrowest, ellipsis);
  const rows = list.map(({ texts }, row) => [
    ...(values[row] ?? []).map(cut),
    ...texts.map((text, at) => (at === last && lastAligned === 'right' ? padStart(text, lastWidth) : text)),
  ]);
  return box(
    [
      ...names.map(cut),
      ...more.map((name, at) => (at === last && lastAligned === 'right' ? padStart(name, lastWidth) : name)),
    ],
    rows,
    style,
  );
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, width(text)), 0);
}

/** Takes from the widest until the sum fits, or nothing is left to take. */
function shrunk(widths: readonly number[], room: number): readonly number[] {
  let now = [...widths];
  while (now.reduce((a, b) => a + b, 0) > room) {
    const most = Math.max(...now);
    if (most <= narrowest) break;
    now = now.with(now.lastIndexOf(most), most - 1);
  }
  return now;
}
