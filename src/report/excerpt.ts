// Picks from the end of a suite's output the lines that say what failed. Pure, and only ever a choice of lines:
// nothing is reworded, so that what is shown can be found in the log.

import { failureSection } from './failure-section.ts';
import { printable } from './printable.ts';

export type ExcerptOptions = {
  /** How many lines at most; 14 unless given. */
  readonly most?: number;
};

/** A line of minified code would bury the others. */
const longestLine = 240;

/** What a tool says after the failure, and about itself. */
const noise: readonly RegExp[] = [
  /^npm (ERR!|error|notice|WARN|warn)/,
  /^(error|info) (Command failed with exit code|Visit https:\/\/yarnpkg)/,
  /^\s*ELIFECYCLE\s/,
  /^Node\.js v\d/,
  /^> .*(test|run)\b.*$/,
  /^(# )?\s*at .*(\((node:|internal\/)|node_modules|<anonymous>\)$)/,
  /^(# )?\s*at (async )?(internal\/|node:)/,
  /^\s*❯ .*node_modules\//,
  /^node:internal\/\S+:\d+:\d+$/,
  /^\s*(async )?[\w.<>]+ \((node:|internal\/)[^)]*:\d+\)$/,
  // What node's TAP says of every test.
  /^\s+(duration_ms|failureType|type): /,
];

/**
 * The lines that matter of a suite's last lines: the part in which its test runner sums up the failures, the crash
 * of a program with its place, else the last lines. Common indentation, runs of blank lines and noise are left out.
 * Returns an empty list only where there is nothing but blank lines.
 */
export function excerpt(outputTail: readonly string[], options: ExcerptOptions = {}): readonly string[] {
  const most = options.most ?? 14;
  const lines = outputTail.map(shown);
  const section = failureSection(lines);
  if (section) {
    const picked = folded(tidy(withoutNoise(section)));
    if (picked.length > 0) return head(picked, most);
  }
  const told = folded(tidy(withoutNoise(lines)));
  return lastLines(told.length > 0 ? told : lines, most);
}

/** The beginning of what a test says that it failed with, without noise: the message stands there. */
export function failureExcerpt(lines: readonly string[], most = 14): readonly string[] {
  return head(folded(tidy(withoutNoise(lines.map(shown)))), most);
}

/** The last lines as they are, but for indentation and blank lines: for output in which nothing is noise. */
export function lastLines(lines: readonly string[], most = 14): readonly string[] {
  return tidy(tidy(lines.map(shown)).slice(-most));
}

function shown(line: string): string {
  const text = printable(line).trimEnd();
  return text.length > longestLine ? `${text.slice(0, longestLine)}...` : text;
}

function withoutNoise(lines: readonly string[]): readonly string[] {
  return withoutLoaders(withoutAdvice(lines)).filter((line) => !noise.some((pattern) => pattern.test(line)));
}

/** Of a file that it cannot parse jest tells first, at length, what there is to configure, and then what is wrong. */
function withoutAdvice(lines: readonly string[]): readonly string[] {
  let isAdvice = false;
  return lines.filter((line) => {
    if (/^\s*Jest failed to parse a file\./.test(line)) isAdvice = true;
    const isLeftOut = isAdvice;
    if (/^\s*Details:$/.test(line)) isAdvice = false;
    return !isLeftOut;
  });
}

/** pytest shows how it came to load a file, with its own source and that of Python, before it says what was wrong. */
function withoutLoaders(lines: readonly string[]): readonly string[] {
  let isLoader = false;
  return lines.filter((line) => {
    if (/^(<frozen [\w.]+>|\S+\.py):\d+: in /.test(line)) {
      isLoader = /^<frozen |\/(site-packages|dist-packages|python3(\.\d+)?)\//.test(line);
    } else if (!/^\s+\S/.test(line)) isLoader = false;
    return !isLoader;
  });
}

/** A line that stands there more than twice in a row stands once, with how often it came again. */
function folded(lines: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    let end = at + 1;
    while (end < lines.length && lines[end] === line) end++;
    const again = end - at - 1;
    if (again < 2) kept.push(...lines.slice(at, end));
    else kept.push(line, `(the same line ${again} more times)`);
    at = end;
  }
  return kept;
}

function head(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  const first = tidy(lines.slice(0, most - 1));
  return [...first, `(${lines.length - first.length} more lines)`];
}

/** Without blank lines at the ends, without two in a row, and without the indentation that all lines share. */
function tidy(lines: readonly string[]): readonly string[] {
  const kept = lines.filter((line, index) => line.trim() !== '' || (lines[index - 1] ?? '').trim() !== '');
  while (kept.at(-1)?.trim() === '') kept.pop();
  while (kept[0]?.trim() === '') kept.shift();
  const indents = kept.filter((line) => line !== '').map((line) => line.search(/\S/));
  const shared = Math.min(...indents, Number.MAX_SAFE_INTEGER);
  return kept.map((line) => line.slice(shared));
}
