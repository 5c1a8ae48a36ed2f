// The process's streams as screens to write on.

import type { WriteStream } from 'node:tty';
import { harmless } from '../report/printable.ts';
import type { Screen } from '../report/screen.ts';

type Stream = NodeJS.WriteStream | WriteStream;

/** A screen over stdout or stderr: its size as it is at each drawing, its colours as the environment wants them. */
export function screenOf(stream: Stream, env: NodeJS.ProcessEnv = process.env): Screen {
  const colour = hasColour(stream, env);
  const unicode = hasUnicode(env);
  return {
    write(text) {
      stream.write(text);
    },
    get columns() {
      return stream.columns || Number(env.COLUMNS) || 80;
    },
    get rows() {
      return stream.rows || 24;
    },
    colour,
    unicode,
  };
}

/** https://no-color.org and https://force-color.org: any value that is not empty counts, NO_COLOR first. */
function hasColour(stream: Stream, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return Boolean(stream.isTTY) && env.TERM !== 'dumb';
}

/** The locale decides; where none is said at all, terminals of today speak UTF-8. */
function hasUnicode(env: NodeJS.ProcessEnv): boolean {
  if (env.TERM === 'linux') return false;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return locale === undefined || /utf-?8/i.test(locale);
}

let whenLost: () => void = () => undefined;

/**
 * Whoever reads our output may stop reading, as `head` does, and a terminal may be closed. What is to be done then is
 * said by the last call.
 */
export function onOutputLost(listener: () => void): void {
  if (process.stdout.listenerCount('error') === 0) {
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => whenLost());
  }
  whenLost = listener;
}

/** Tells something beside the results, on stderr. */
export function notice(sentence: string): void {
  process.stderr.write(`${harmless(sentence)}\n`);
}

/** Tells a result, on stdout. */
export function say(line: string): void {
  process.stdout.write(`${harmless(line)}\n`);
}
