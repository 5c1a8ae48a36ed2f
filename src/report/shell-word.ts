import { asShellWord, inShellQuotes } from '../model/shell-quoting.ts';
import { printable } from './printable.ts';

/** A text as one word of a POSIX shell, as it may be shown: in single quotes where it must be. */
export function shellWord(text: string): string {
  return asShellWord(printable(text));
}

/** Always in quotes, since people change such a word by hand, to `node>=15` for example. */
export function shellQuoted(text: string): string {
  return inShellQuotes(printable(text));
}
