import stringWidth from 'string-width';

/** How many columns a text takes on a terminal; colours take none, a tab counts as one space. */
export function width(text: string): number {
  return stringWidth(text.replaceAll('\t', ' '));
}

/** The text with spaces after it, up to the columns. */
export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}

/** The text with spaces before it, up to the columns. */
export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - width(text))) + text;
}

const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A text without colours cut to the columns, its end marked by the ellipsis where something is cut. */
export function truncate(text: string, columns: number, ellipsis: string): string {
  if (width(text) <= columns) return text;
  const room = columns - width(ellipsis);
  if (room <= 0) return ellipsis.slice(0, Math.max(0, columns));
  let kept = '';
  let used = 0;
  for (const { segment } of segments.segment(text.slice(0, columns * 8))) {
    used += width(segment);
    if (used > room) break;
    kept += segment;
  }
  return kept.trimEnd() + ellipsis;
}

/** The same, cut at its beginning: of the name of an image the end tells more, its tag. */
export function truncateStart(text: string, columns: number, ellipsis: string): string {
  if (width(text) <= columns) return text;
  const room = columns - width(ellipsis);
  if (room <= 0) return ellipsis.slice(0, Math.max(0, columns));
  let kept = '';
  let used = 0;
  for (const { segment } of [...segments.segment(text.slice(-columns * 8))].toReversed()) {
    used += width(segment);
    if (used > room) break;
    kept = segment + kept;
  }
  return ellipsis + kept.trimStart();
}
