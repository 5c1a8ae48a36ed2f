/** A text as one word of a POSIX shell: in single quotes where it must be. */
export function asShellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : inShellQuotes(text);
}

/** A text in the single quotes of a POSIX shell. */
export function inShellQuotes(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
