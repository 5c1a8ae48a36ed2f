import type { Difference } from '../bisect/differences.ts';
import { palette } from '../report/palette.ts';
import { printable } from '../report/printable.ts';
import type { Style } from '../report/screen.ts';
import { width } from '../report/width.ts';

/** What differs, in three columns and with a blank line after it; nothing where nothing does. */
export function differenceLines(
  found: readonly Difference[],
  [before, first]: readonly [string, string],
  style: Style,
): readonly string[] {
  if (found.length === 0) return [];
  const rows = found.map((one) => [one.what, shortened(one.before), shortened(one.first)] as const);
  const columns = [['What differs', before, first] as const, ...rows];
  const widths = [0, 1].map((at) => Math.max(...columns.map((row) => width(row[at] ?? ''))));
  const line = (row: readonly string[]) =>
    row
      .map((text, at) => text + ' '.repeat(Math.max(0, (widths[at] ?? 0) - width(text))))
      .join('  ')
      .trimEnd();
  const [head = '', ...lines] = columns.map(line);
  return [palette(style.colour).dim(head), ...lines, ''];
}

/** A digest by its beginning, and of what is long what fits into a column. */
function shortened(text: string | undefined): string {
  if (text === undefined) return '-';
  const short = printable(text).replace(/(sha256:[0-9a-f]{12})[0-9a-f]+/g, '$1');
  return short.length > 40 ? `${short.slice(0, 39)}…` : short;
}
