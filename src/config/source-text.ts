import type { Diagnostic, Place } from '../errors.ts';

/** The text of a matrix file, with its lines known. */
export type SourceText = {
  readonly file: string;
  readonly text: string;
  /** Line and column, from 1, of an offset from 0. An offset behind the end is the end. */
  place(offset: number): Place;
  diagnostic(offset: number, message: string, hint?: string): Diagnostic;
};

/** A longer line is not for reading, and thousands of mistakes may be in one. */
const longestShown = 1_000;

/** A text of the file as it stands in a message: in double quotes, and no longer than one reads. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

export function createSourceText(file: string, text: string): SourceText {
  const starts = [0, ...[...text.matchAll(/\r\n?|\n/g)].map((match) => match.index + match[0].length)];
  const place = (offset: number): Place => {
    const at = Math.min(Math.max(offset, 0), text.length);
    const line = lastAtMost(starts, at);
    return { file, line: line + 1, column: at - (starts[line] ?? 0) + 1 };
  };
  const lineAt = (line: number): string | undefined => {
    const start = starts[line - 1] ?? 0;
    const end = starts[line] ?? text.length;
    return end - start > longestShown ? undefined : text.slice(start, end).replace(/[\r\n]+$/, '');
  };
  return {
    file,
    text,
    place,
    diagnostic(offset, message, hint) {
      const where = place(offset);
      const sourceLine = lineAt(where.line);
      return {
        place: where,
        message,
        ...(hint === undefined ? {} : { hint }),
        ...(sourceLine === undefined ? {} : { sourceLine }),
      };
    },
  };
}

/** The index of the last of the ascending numbers that is no greater than the limit. */
function lastAtMost(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((ascending[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
