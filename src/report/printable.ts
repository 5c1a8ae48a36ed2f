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

/** The same where GitHub reads along: a line cannot be taken for a workflow command. */
export function printableOnGithub(line: string): string {
  return withoutCommands(printable(line));
}

/** As reporters write it. */
const colour = `${String.fromCharCode(27)}\\[[\\d;]*m`;
const commandStart = new RegExp(`^((?:\\s|${colour})*):(?=:)`, 'gm');
const movements = new RegExp(`(?!\\n|\\t|${colour})\\p{Cc}|[\\u202a-\\u202e\\u2066-\\u2069\\u2028\\u2029]`, 'gu');

/**
 * Lines of ours that may quote others: colours stay, workflow commands do not, in either of GitHub's notations. Whatever
 * is printed there is read for them, by whichever reporter.
 */
export function withoutCommands(lines: string): string {
  return lines.replace(commandStart, '$1: ').replaceAll('##[', '# #[');
}

/** The same, and of what moves a terminal only colours and line ends stay. */
export function harmless(lines: string): string {
  return withoutCommands(lines.replace(movements, ''));
}
