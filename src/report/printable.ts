import { stripVTControlCharacters } from 'node:util';

/**
 * A line of somebody else's output, fit to be printed: without terminal escapes, control characters (tabs are kept)
 * and marks that reverse the direction of text. Of a line that was written over, what was written last is kept, as
 * a terminal would show it.
 */
export function printable(line: string): string {
  const text = stripVTControlCharacters(line).replace(/\r+$/, '');
  const shown = text.slice(text.lastIndexOf('\r') + 1);
  return shown.replace(/(?!\t)\p{Cc}|[\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu, '');
}

/** The same where GitHub reads along: a line cannot be taken for a workflow command, in either of its notations. */
export function printableOnGithub(line: string): string {
  return printable(line)
    .replace(/^(\s*):(?=:)/, '$1: ')
    .replaceAll('##[', '# #[');
}
