import { printable } from './printable.ts';

/** A text as one word of a POSIX shell: in single quotes where it must be. */
export function shellWord(text: string): string {
  const safe = printable(text);
  return /^[\w@%+=:,./-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`;
}
