import { basename } from 'node:path';

/** What editors and `sed -i` put beside a file for as long as they work on it. */
const passing = [
  // Vim: the swap file, what it tries the folder with, and the copy that it keeps.
  /^\..*\.sw[a-px]$/,
  /^4913$/,
  /~$/,
  // Emacs: locks, and files that were not saved.
  /^\.#/,
  /^#.*#$/,
  // Kate, JetBrains, GNOME, sed.
  /\.kate-swp$/,
  /___jb_(?:tmp|old)___$/,
  /^\.goutputstream-\w+$/,
  /^sed[A-Za-z0-9]{6}$/,
];

/** Whether a path is one that an editor makes beside the file that is edited, so that no change of it is one of the source. */
export function isOfEditor(path: string): boolean {
  const name = basename(path);
  return passing.some((pattern) => pattern.test(name));
}
