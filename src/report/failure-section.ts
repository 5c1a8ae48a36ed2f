// Where in the output of the usual test runners the failures are summed up.

type Section = {
  /** The line that the section starts with. */
  readonly from: RegExp;
  /** The first line after the section; where there is none, it goes on to the end. */
  readonly until?: RegExp;
  /** Start at the last match rather than the first. */
  readonly last?: true;
  /** The place of a crash may stand before its name, as node writes it. */
  readonly framed?: true;
  /** Lines right before the start that match belong to it. */
  readonly lead?: RegExp;
};

/** In the order in which they are looked for: a summary tells more than a crash, which may be one of a test's. */
const sections: readonly Section[] = [
  // mocha
  { from: /^\s*\d+ failing$/, last: true },
  // vitest, jest
  { from: /^⎯+\s*Failed (Tests|Suites) \d+/, until: /^\s*Test Files\s/ },
  { from: /^\s*● .+/, until: /^(Test Suites|Tests|Snapshots):\s/ },
  { from: /^\s*FAIL\s+\S+\.[cm]?[jt]sx?\b/, until: /^(Test Suites|Tests|Snapshots):\s|^\s*Test Files\s/ },
  // node:test as people read it, then TAP
  { from: /^✖ failing tests:/ },
  { from: /^\s*not ok \d+/, until: /^# (tests|Subtest)|^\s*ok \d+|^1\.\.\d+/ },
  // pytest: the short summary says most, the failures say why
  { from: /^=+ (FAILURES|ERRORS) =+$/ },
  { from: /^=+ short test summary info =+$/ },
  // unittest
  { from: /^(FAIL|ERROR): \S+ \(.+\)$/ },
  // phpunit
  { from: /^There (was|were) \d+ (failure|error|risky test)s?:/, until: /^(FAILURES|ERRORS)!/ },
  // go
  { from: /^\s*--- FAIL: /, until: /^(FAIL|ok|exit status)\b/, lead: /^\s+\S+\.go:\d+: / },
  { from: /^\S+\.go:\d+:\d+: /, lead: /^# \S/ },
  // cargo, rspec, minitest
  { from: /^failures:$/, until: /^test result:/ },
  { from: /^Failures:$/, until: /^Finished in / },
  // mocha where it cannot load a file
  { from: /^\s*(✖ )?Exception during run:/ },
  // a program that crashed: python, node (with its place), php, rust and go, java
  { from: /^Traceback \(most recent call last\):/, last: true },
  { from: /^(Uncaught )?(\w*Error|\w+Exception|AssertionError)( \[\w+\])?(:|$)/, framed: true },
  { from: /^[.DEFINRSW]*(PHP )?(Fatal|Parse) error:/ },
  { from: /^(panic:|thread '.+' panicked at)/ },
  { from: /^Exception in thread / },
];

/** The lines in which a known tool tells what failed; undefined where none is recognised. */
export function failureSection(lines: readonly string[]): readonly string[] | undefined {
  for (const section of sections) {
    const { from, until, last } = section;
    const matches = (line: string) => from.test(line);
    const found = last ? lines.findLastIndex(matches) : lines.findIndex(matches);
    if (found < 0) continue;
    const length = until ? lines.slice(found + 1).findIndex((line) => until.test(line)) : -1;
    const end = length < 0 ? lines.length : found + 1 + length;
    const told = lines.slice(startOf(section, lines, found), end);
    return [...crashOfFile(lines, told), ...told];
  }
  return undefined;
}

/**
 * Of a file that could not be run node:test tells at the end no more than that it failed. What it died of stands right
 * before the file's name.
 */
function crashOfFile(lines: readonly string[], told: readonly string[]): readonly string[] {
  if (!told.some((line) => /^\s+(error: )?'test failed'$/.test(line))) return [];
  const isEnd = (line: string, at: number) =>
    /^(# )?Node\.js v\d/.test(line) && /^(✖|# Subtest:) /.test(lines[at + 1] ?? '');
  const end = lines.findIndex(isEnd);
  const start = lines.slice(0, Math.max(0, end)).findLastIndex((line) => placeOfCrash.test(line));
  return start < 0 ? [] : lines.slice(start, end);
}

const placeOfCrash = /^(?:# )?(node:|file:\/\/|\/|[A-Za-z]:\\|internal\/).*:\d+$/;

function startOf({ framed, lead }: Section, lines: readonly string[], found: number): number {
  let start = found;
  while (lead?.test(lines[start - 1] ?? '')) start--;
  return framed ? frameStart(lines, found) : start;
}

/** Node writes `file:line`, the source and a caret, a blank line, and then the error's name. */
function frameStart(lines: readonly string[], found: number): number {
  const most = 6;
  for (let start = found - 1; start >= Math.max(0, found - most); start--) {
    if (placeOfCrash.test(lines[start] ?? '')) return start;
  }
  return found;
}
