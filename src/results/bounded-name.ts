import { hash } from 'node:crypto';

/** Names are kept for every test of a run, and shown in a line. */
const longest = 1_000;

/** The name, or as much of it as is kept; names that differ after that stay different. */
export function boundedName(name: string): string {
  if (name.length <= longest) return name;
  // A slice alone would keep the whole of it in memory.
  return Buffer.from(`${name.slice(0, longest).toWellFormed()}… ${hash('sha1', name).slice(0, 8)}`).toString();
}
