// Where lines of a failure point: `file:line:column` in the notations of the usual runtimes, test runners and
// compilers. Pure, and without a look at any file: what of it is the project's own is said by own-place.ts.

/** As it was printed. `line` and `column` count from 1. */
export type PrintedPlace = { readonly path: string; readonly line: number; readonly column?: number };

/** A name with an ending, behind any folders; no blanks, quotes or brackets, which stand around places. */
const path = String.raw`((?:file:\/\/)?(?:[A-Za-z]:)?[^\s:()'"<>|,;=\x60]*[^\s:()'"<>|,;=\x60./\\]\.[A-Za-z]\w{0,9})`;

const notations: readonly RegExp[] = [
  // python: File "/app/tests/test_words.py", line 12, in test_count
  /\bFile "([^"]+)", line (\d+)/g,
  // php: /app/src/Words.php on line 12; .NET: in /app/Words.cs:line 12
  new RegExp(String.raw`${path}(?: on |:)line (\d+)`, 'g'),
  // tsc, MSBuild: src/words.ts(12,5): error; php: #0 /app/src/Words.php(12)
  new RegExp(String.raw`${path}\((\d+)(?:,\s?(\d+))?\)`, 'g'),
  // babel: SyntaxError: /app/src/words.js: Unexpected token (12:4)
  new RegExp(String.raw`\bSyntaxError: ${path}: .*\((\d+):\d+\)$`, 'g'),
  // everybody else
  new RegExp(String.raw`${path}:(\d+)(?::(\d+))?(?![\w.])`, 'g'),
];

/** What vite says of a file that it could not read at all: nothing is known of where. */
const nowhere = /^\s*File: \S+:1:0$/;

/** A place stands near the beginning of its line; what is looked through is bounded, since it may be anything. */
const longestLine = 1_000;

/** The places in the order in which they stand there. */
export function findPlaces(lines: readonly string[]): readonly PrintedPlace[] {
  return lines.flatMap((line) => {
    const text = line.slice(0, longestLine);
    const found = nowhere.test(text) ? [] : notations.flatMap((notation) => [...text.matchAll(notation)]);
    return found.toSorted((a, b) => a.index - b.index).map(placeOf);
  });
}

function placeOf([, path = '', line, column]: RegExpExecArray | RegExpMatchArray): PrintedPlace {
  return { path, line: Number(line), ...(column === undefined ? {} : { column: Number(column) }) };
}
