import { formatBytes } from './bytes.ts';

/** A record that takes more than that is told of. */
const largeBytes = 1024 ** 3;

/** What there is to say of a record's size, in bytes, and of its largest log; undefined where it is as usual. */
export function largeRecordLine(
  bytes: number,
  largest: { readonly path: string; readonly bytes: number } | undefined,
): string | undefined {
  if (bytes <= largeBytes) return undefined;
  const most = largest === undefined ? '' : `, of which ${largest.path} has ${formatBytes(largest.bytes)}`;
  return `The record of this run takes ${formatBytes(bytes)}${most}; matrix clean --runs removes the records but for the newest`;
}
