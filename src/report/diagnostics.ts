import type { Diagnostic } from '../errors.ts';
import { glyphs } from './glyphs.ts';
import { palette } from './palette.ts';
import { printable } from './printable.ts';
import type { Style } from './screen.ts';
import { truncate, width } from './width.ts';

/**
 * What is wrong with a matrix file, as compilers say it: `matrix.yml:12:5: message`, the line with the place marked,
 * and what to do. A blank line between two. No line end after the last line; empty where nothing is wrong.
 */
export function diagnosticsText(diagnostics: readonly Diagnostic[], style: Style): string {
  return diagnostics.map((diagnostic) => diagnosticLines(diagnostic, style).join('\n')).join('\n\n');
}

function diagnosticLines({ place, message, hint, sourceLine }: Diagnostic, style: Style): readonly string[] {
  const paint = palette(style.colour);
  const where = `${printable(place.file)}:${place.line}:${place.column}:`;
  return [
    `${paint.bold(where)} ${paint.red('error:')} ${printable(message)}`,
    ...(sourceLine === undefined ? [] : sourceLines(sourceLine, place, style)),
    ...(hint === undefined ? [] : [`  ${paint.cyan('hint:')} ${printable(hint)}`]),
  ];
}

/** The line with a caret below the column; of a line that is too long, the part around it. */
function sourceLines(source: string, place: Diagnostic['place'], style: Style): readonly string[] {
  const paint = palette(style.colour);
  const { gutter, ellipsis } = glyphs(style.unicode);
  const number = String(place.line);
  const room = Math.max(20, style.columns - number.length - 6);
  const before = expanded(source.slice(0, place.column - 1));
  const after = expanded(source.slice(place.column - 1));
  // The caret needs some of the line before it, and more of what comes after.
  const most = Math.floor(room / 2);
  const start = width(before) > most ? ellipsis + before.slice(before.length - most + width(ellipsis)) : before;
  const blank = ' '.repeat(number.length);
  return [
    `  ${paint.dim(`${number} ${gutter}`)} ${start}${truncate(after, room - width(start), ellipsis)}`,
    `  ${paint.dim(`${blank} ${gutter}`)} ${' '.repeat(width(start))}${paint.red('^')}`,
  ];
}

function expanded(text: string): string {
  return printable(text).replaceAll('\t', '  ');
}
