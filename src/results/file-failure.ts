// node:test runs each file in a process of its own. Of one that ended badly its TAP says `test failed`, and the place
// that it gives is the beginning of the file; what happened stands in comments above, among whatever the file printed.

/** Of what a block of YAML says of the failure: that a whole file failed, and how its process ended. */
export type FileEnd = { readonly exitCode: string; readonly signal: string };

/** How node ends where nobody catches an error, or where catching it failed. */
const ofUncaught: ReadonlySet<string> = new Set(['1', '7']);

/** Undefined where it is not a file that failed. */
export function fileEndOf(found: Readonly<Record<string, unknown>>): FileEnd | undefined {
  const { code, error, exitCode, signal } = found;
  if (code !== 'ERR_TEST_FAILURE' || error !== 'test failed' || typeof exitCode !== 'string') return undefined;
  return { exitCode, signal: typeof signal === 'string' ? signal : '~' };
}

/**
 * Why the process of a file ended, the message first.
 *
 * @param comments those between the test before and this one, as they are written: the file's, or printed by others
 */
export function linesOfFileEnd({ exitCode, signal }: FileEnd, comments: readonly string[]): readonly string[] {
  const lines = comments.map((line) => line.replace(/\\([\\#])/g, '$1'));
  const cause = (ofUncaught.has(exitCode) ? uncaught(lines) : undefined) ?? told(lines);
  if (cause) return cause;
  const how = signal === '~' ? (exitCode === '~' ? [] : [`exit code ${exitCode}`]) : [`ended by ${signal}`];
  return ['test failed', ...how];
}

const placeLine = /^(?:node:|file:\/\/|\/|[A-Za-z]:\\).*:\d+$/;
const caretLine = /^\s*\^+\s*$/;
const frameLine = /^\s+at /;

/** The place, the source, the error and its stack, as node prints them last of all; undefined where it did not. */
function uncaught(lines: readonly string[]): readonly string[] | undefined {
  const end = lines.findLastIndex((line) => /^Node\.js v\d/.test(line));
  const start = lines.findLastIndex((line, at) => at < end && placeLine.test(line) && caretBelow(lines, at) > at);
  if (start < 0) return undefined;
  const caret = caretBelow(lines, start);
  const error = lines.slice(caret + 1, end);
  const frames = error.findIndex((line) => frameLine.test(line));
  const message = frames < 0 ? error : error.slice(0, frames);
  // Of an error that node itself throws it shows its own source.
  const place = lines[start]?.startsWith('node:') ? [] : placed(lines.slice(start, caret + 1));
  return [...message, ...place, ...(frames < 0 ? [] : withoutBraces(error.slice(frames)))];
}

/** What an error has beside its message stands in braces, of which one is at the end of a line that nobody reads. */
function withoutBraces(lines: readonly string[]): readonly string[] {
  const isOpen = lines.at(-1) === '}';
  return isOpen ? lines.slice(0, -1).map((line) => (frameLine.test(line) ? line.replace(/ \{$/, '') : line)) : lines;
}

function caretBelow(lines: readonly string[], at: number): number {
  return [at + 1, at + 2].find((line) => caretLine.test(lines[line] ?? '')) ?? -1;
}

function placed([place = '', ...source]: readonly string[]): readonly string[] {
  return [`at ${place}`, ...source.map((line) => `  ${line}`)];
}

/** What the runner says of a file whose error came too late for any of its tests, or which waits for ever. */
function told(lines: readonly string[]): readonly string[] | undefined {
  const late = /^(?:Error|Warning): (?:Test ".*"|A resource) .*generated asynchronous activity after the test ended/;
  const waits = /^Warning: Detected unsettled top-level await at /;
  const at = lines.findLastIndex((line) => late.test(line) || waits.test(line));
  const line = lines[at];
  if (line === undefined) return undefined;
  return late.test(line) ? [line] : lines.slice(at, caretBelow(lines, at) + 1 || at + 1);
}
